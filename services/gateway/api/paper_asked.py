"""What is asked of hours on paper."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import (
    ConfigDict,
    Field,
    StringConstraints,
)

from services.gateway.api.shapes import Asked, Code
from services.gateway.commands.opening import number_of
from services.gateway.domain import numbers
from services.gateway.domain.paper import MOST_CODES
from services.gateway.domain.ways import SafeContact
from services.gateway.domain.written import Act, Ending, TrueEnd, Visit, Written, WrittenReason
from shared.city import City
from shared.contracts.gateway import Door, Outcome
from shared.web.civil import Day, Instant

TicketCode = Annotated[str, StringConstraints(pattern="^[A-Za-z]? ?[0-9]{1,4}$")]
MOST_REASONS = 12


def _asked(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


class NewBlock(Asked):
    """How many codes for which day."""

    model_config = _asked({"day": "2026-03-03", "count": 40})

    count: Annotated[int, Field(ge=1, le=MOST_CODES)]
    day: Day | None = Field(None, description="Today or at most fourteen days ahead; else today.")


class NewGap(Asked):
    """Since when the unit works, or worked, on paper."""

    model_config = _asked({"began_at": "2026-03-02T10:40:00+01:00", "ended_at": None})

    began_at: Instant
    ended_at: Instant | None = Field(None, description="null while it lasts.")


class GapEnded(Asked):
    """When the system was back."""

    model_config = _asked({"ended_at": "2026-03-02T11:40:00+01:00"})

    ended_at: Instant | None = Field(None, description="Without it, now.")


class ReasonEntered(Asked):
    """A reason that stands on paper."""

    model_config = _asked({"reason": "ECO-ALIM", "outcome": None})

    reason: Code
    outcome: Outcome | None = Field(None, description="Its own; without one it ended as the whole.")


class Ended(Asked):
    """When service began and ended, and how."""

    model_config = _asked(
        {
            "started_at": "2026-03-02T10:50:00+01:00",
            "ended_at": "2026-03-02T11:05:00+01:00",
            "ending": "informed",
        }
    )

    started_at: Instant | None = None
    ended_at: Instant | None = None
    ending: Outcome | Ending
    owner: Code | None = Field(None, description="Who is competent; needed for `redirected`.")
    slot: UUID | None = Field(None, description="A free time; needed for `appointment`.")
    safe_contact: SafeContact | None = Field(
        None, description="Needed for `call_back`, unless it was said before."
    )
    telephone: Annotated[str, Field(max_length=40)] | None = Field(
        None, description="Where to call back; needed unless it is known whom it concerns."
    )
    reasons: Annotated[list[ReasonEntered], Field(max_length=MOST_REASONS)] = Field(
        default=[], description="Its open reasons that had an outcome of their own."
    )

    def true(self) -> TrueEnd:
        """The true end. Raises ``TelephoneUnreadable``."""
        times = (self.started_at, self.ended_at)
        return TrueEnd(*times, self.ending, self.act(), self.written_reasons())

    def written_reasons(self) -> tuple[WrittenReason, ...]:
        """Each reason once; said twice, as it was said last."""
        reasons = {each.reason: each.outcome for each in self.reasons}
        return tuple(WrittenReason(code, outcome) for code, outcome in reasons.items())

    def act(self) -> Act:
        """What its outcomes say more than their name."""
        number = numbers.number_of(self.telephone) if self.telephone else None
        return Act(self.owner, self.slot, self.safe_contact, number)


class Visited(Asked):
    """When somebody came to their appointment, was received, and went."""

    model_config = _asked(
        {
            "arrived_at": "2026-03-02T10:45:00+01:00",
            "started_at": "2026-03-02T10:50:00+01:00",
            "ended_at": "2026-03-02T11:20:00+01:00",
            "ending": "attended",
        }
    )

    arrived_at: Instant | None = None
    started_at: Instant | None = None
    ended_at: Instant | None = None
    ending: Outcome | Ending = Field(
        Outcome.ATTENDED, description="`attended`, `left_unserved` or `still_waiting`."
    )

    def visit(self) -> Visit:
        """What stands on paper."""
        return Visit(self.arrived_at, self.started_at, self.ended_at, self.ending)


class Entered(Ended):
    """What stands on paper of one code; which times are needed depends on how it ended."""

    model_config = _asked(
        {
            "code": "C 041",
            "door": "desk",
            "reasons": [{"reason": "ECO-ALIM", "outcome": None}],
            "arrived_at": "2026-03-02T10:45:00+01:00",
            "called_at": None,
            "started_at": "2026-03-02T10:50:00+01:00",
            "ended_at": "2026-03-02T11:05:00+01:00",
            "ending": "informed",
        }
    )

    code: TicketCode
    door: Door = Door.DESK
    reasons: Annotated[list[ReasonEntered], Field(max_length=MOST_REASONS)] = Field(
        default=[], description="The main one first."
    )
    arrived_at: Instant | None = None
    called_at: Instant | None = None

    def written(self, city: City, unit: str) -> Written:
        """What was written. Raises ``TelephoneUnreadable``."""
        return Written(
            number=number_of(city, unit, self.code) or 0,
            door=self.door,
            reasons=self.written_reasons(),
            arrived_at=self.arrived_at,
            called_at=self.called_at,
            started_at=self.started_at,
            ended_at=self.ended_at,
            ending=self.ending,
            act=self.act(),
        )
