"""From the forms of paper mode to what is entered: times of the civil day, a code, an ending."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from itertools import zip_longest
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from services.gateway.commands.opening import number_of
from services.gateway.domain import numbers
from services.gateway.domain.paper import Mistake
from services.gateway.domain.refusals import NotAsOnPaper, TelephoneUnreadable
from services.gateway.domain.ways import SafeContact
from services.gateway.domain.written import Act, Ending, TrueEnd, Visit, Written, WrittenReason
from services.gateway.pages.screen import OUTCOMES
from shared.city import City
from shared.contracts.gateway import Door, Outcome
from shared.pages import N_

Short = Annotated[str, Field(max_length=40)]
Chosen = BeforeValidator(lambda said: said or None)
"""Nothing chosen in a list is none."""
ENDINGS: Mapping[Outcome | Ending, str] = {
    **{outcome: words for outcome, words in OUTCOMES.items()},
    Outcome.LEFT: N_("Left during service"),
    Ending.LEFT: N_("Left before being served"),
    Ending.MISSED: N_("Called, did not come"),
    Ending.WAITING: N_("Still waits here"),
}
VISITS: Mapping[Outcome | Ending, str] = {
    Outcome.ATTENDED: N_("Attended"),
    Ending.LEFT: ENDINGS[Ending.LEFT],
    Ending.WAITING: ENDINGS[Ending.WAITING],
}
"""How somebody ended who came to an appointment."""
KEPT_ENDINGS: Mapping[Outcome | Ending, str] = {Outcome.ATTENDED: N_("Attended"), **ENDINGS}
"""How one may go on who was waiting for an appointment when the gap began."""
FIELDS = {
    "code": N_("Code"),
    "arrived_at": N_("Arrived at"),
    "called_at": N_("Called at"),
    "started_at": N_("Service began at"),
    "ended_at": N_("Ended at"),
    "ending": N_("How it ended"),
    "reasons": N_("Main reason"),
    "owner": N_("Redirected to"),
    "slot": N_("Appointment given"),
    "safe_contact": N_("May we leave a message where others may hear or see it?"),
    "telephone": N_("Telephone to call back"),
    "began_at": N_("Since when"),
    "day": N_("Day"),
    "count": N_("How many codes"),
}
MISTAKES = {
    Mistake.MISSING: N_("is missing"),
    Mistake.UNREADABLE: N_("cannot be read; a time is written as 10:40"),
    Mistake.ORDER: N_("lies before what happened earlier"),
    Mistake.OUTSIDE: N_("lies outside what is possible here"),
    Mistake.FUTURE: N_("lies in the future"),
    Mistake.UNKNOWN_CODE: N_("is none of the codes that were reserved for that day"),
    Mistake.USED: N_("has been entered already"),
    Mistake.UNSERVED: N_("does not go with how it ended or with the times"),
    Mistake.TAKEN: N_("is not free; choose another"),
}


TIMES_AND_CODES = frozenset(
    ("code", "day", "count", "began_at", "arrived_at", "called_at", "started_at", "ended_at")
)
REPEATED = re.compile(r"[A-Za-z]? ?[0-9:.-]{0,10}")
CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]?([0-5][0-9])")


class Typed(BaseModel):
    """What a form carries; whatever is wrong in it is said by field and stays as it was typed."""

    model_config = ConfigDict(extra="ignore")

    code: Short = ""
    door: Door = Door.DESK
    reasons: Annotated[list[Short], Field(max_length=12)] = []
    day: Short = ""
    count: Short = ""
    began_at: Short = ""
    arrived_at: Short = ""
    called_at: Short = ""
    started_at: Short = ""
    ended_at: Short = ""
    ending: Outcome | Ending = Outcome.INFORMED
    outcomes: Annotated[list[Annotated[Outcome | None, Chosen]], Field(max_length=12)] = []
    """Of each reason, in their order; none: as the whole ended."""
    owner: Annotated[Short | None, Chosen] = None
    slot: Annotated[UUID | None, Chosen] = None
    safe_contact: Annotated[SafeContact | None, Chosen] = None
    telephone: Short = ""

    def to_repeat(self) -> "Typed":
        """What its page shows again: times, codes and choices; nobody's name or telephone."""
        strange = {
            name: ""
            for name, said in self
            if name in TIMES_AND_CODES and not REPEATED.fullmatch(said)
        }
        return self.model_copy(update=strange | {"telephone": ""})

    def act(self) -> Act:
        """What outcomes say more than their name. Raises ``NotAsOnPaper``."""
        try:
            number = numbers.number_of(self.telephone) if self.telephone.strip() else None
        except TelephoneUnreadable:
            raise NotAsOnPaper({"telephone": Mistake.UNREADABLE}) from None
        return Act(self.owner, self.slot, self.safe_contact, number)


class Clock:
    """Reads times of one civil day, and notes those that are none."""

    def __init__(self, city: City, day: date) -> None:
        self._city, self._day = city, day
        self.mistakes: dict[str, Mistake] = {}

    def at(self, field: str, typed: str) -> datetime | None:
        """The instant of a field such as ``10:40``; none where nothing was typed."""
        if not typed.strip():
            return None
        found = CLOCK.fullmatch(typed.strip())
        if found is None:
            self.mistakes[field] = Mistake.UNREADABLE
            return None
        return self._city.instant(self._day, time(int(found[1]), int(found[2])))

    def require(self) -> None:
        """Raises ``NotAsOnPaper`` if something could not be read."""
        if self.mistakes:
            raise NotAsOnPaper(self.mistakes)


def day_of(typed: str, otherwise: date) -> date:
    """The civil day of a field. Raises ``NotAsOnPaper``."""
    if not typed:
        return otherwise
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise NotAsOnPaper({"day": Mistake.UNREADABLE}) from None


def written(form: Typed, city: City, unit: str, otherwise: date) -> Written:
    """What was written on paper. Raises ``NotAsOnPaper``."""
    clock = Clock(city, day_of(form.day, otherwise))
    number = number_of(city, unit, form.code)
    if number is None:
        clock.mistakes["code"] = Mistake.UNKNOWN_CODE if form.code.strip() else Mistake.MISSING
    times: Mapping[str, datetime | None] = {
        name: clock.at(name, getattr(form, name))
        for name in ("arrived_at", "called_at", "started_at", "ended_at")
    }
    clock.require()
    return Written(
        number=number or 0,
        door=form.door,
        reasons=_reasons(form),
        ending=form.ending,
        act=form.act(),
        **times,
    )


def true_end(form: Typed, city: City, otherwise: date) -> TrueEnd:
    """How somebody went on whom the gap caught. Raises ``NotAsOnPaper``."""
    clock = Clock(city, day_of(form.day, otherwise))
    times = (clock.at("started_at", form.started_at), clock.at("ended_at", form.ended_at))
    clock.require()
    return TrueEnd(*times, form.ending, form.act(), _reasons(form))


def visit(form: Typed, city: City, otherwise: date) -> Visit:
    """How somebody came to their appointment. Raises ``NotAsOnPaper``."""
    clock = Clock(city, day_of(form.day, otherwise))
    arrived = clock.at("arrived_at", form.arrived_at)
    times = (clock.at("started_at", form.started_at), clock.at("ended_at", form.ended_at))
    clock.require()
    return Visit(arrived, *times, form.ending)


def _reasons(form: Typed) -> tuple[WrittenReason, ...]:
    pairs = zip_longest(form.reasons, form.outcomes[: len(form.reasons)])
    found = {reason: outcome for reason, outcome in pairs if reason}
    return tuple(WrittenReason(reason, outcome) for reason, outcome in found.items())
