"""The screen of pending calls: which of a unit's are listed, and what is open beside them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from services.gateway import queries
from services.gateway.api.shapes import Code
from services.gateway.pages import ways_words
from services.gateway.pages.agenda import KINDS
from services.gateway.pages.conversation import KEYS, conversation
from services.gateway.pages.message_form import AskedForm, new_message
from services.gateway.pages.pending_drawer import Opened
from services.gateway.pages.pending_words import ACTS, DONE, ENDS, GIVEN_UP, ORIGINS, RESULTS, TABS
from services.gateway.pages.place_words import STATES
from services.gateway.pages.screen import OUTCOMES
from services.gateway.queries import PendingList, Shown
from services.gateway.queries.pending_ended import GOES_ON, EndedAsked, goes_on
from shared.city.store import current
from shared.contracts.gateway import PendingOrigin
from shared.identity import Principal, colleagues
from shared.pages import render
from shared.web import Now, Tx, Who, around
from shared.web.civil import Day

PAGE = 50
STANDING_IN = 10
"""Substitutions on the page at once."""
Opens = Callable[[str], Awaitable[Opened]]
Which = Annotated[Shown, Query()]
OfOrigin = Annotated[PendingOrigin | None, Query()]
After = Annotated[int, Query(ge=0, le=10_000)]
OfDay = Annotated[Day | None, Query()]
Beyond = Annotated[str | None, Query(pattern=GOES_ON)]
OfContact = Annotated[UUID | None, Query()]
Stands = Annotated[int | None, Query(ge=0, le=10_000)]
Passed = Annotated[bool, Query()]
AtCentre = Annotated[Code | None, Query()]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of a unit's, from which on; what is open beside them, or where a message is left."""

    which: Shown = Shown.ALL
    origin: PendingOrigin | None = None
    after: int = 0
    entry: UUID | None = None
    contact: UUID | None = None
    day: date | None = None
    """Of those that ended; none is today."""
    centre: str | None = None
    """Of which times are looked for."""
    beyond: str | None = None
    """After which of those that ended."""
    stands: int | None = None
    """From which on it is shown who has whose messages; none: that is folded."""
    passed: bool = False
    """Whether what they have just acted on has passed to a professional, and is theirs no more."""

    @property
    def first(self) -> str:
        """How an address asks for the same list from its beginning."""
        return self.listing(self.which, self.origin, self.day)

    @property
    def query(self) -> str:
        """How an address asks for the same page of the same list."""
        page = {"after": self.after or None, "beyond": self.beyond}
        goes_on = urlencode({name: value for name, value in page.items() if value})
        return f"{self.first}&{goes_on}" if goes_on else self.first

    def ended(self, today: date) -> EndedAsked:
        """Which page of those that ended."""
        return EndedAsked(self.day or today, PAGE, self.origin, goes_on(self.beyond))

    @staticmethod
    def listing(which: Shown, origin: PendingOrigin | None, day: date | None = None) -> str:
        """How an address asks for a list."""
        of_day = {"day": day.isoformat()} if day and which is Shown.ENDED else {}
        return "?" + urlencode({"which": which} | ({"origin": origin} if origin else {}) | of_day)


async def _listed(
    which: Which = Shown.ALL,
    origin: OfOrigin = None,
    after: After = 0,
    day: OfDay = None,
    beyond: Beyond = None,
) -> Asked:
    return Asked(which, origin, after, day=day, beyond=beyond)


async def _asked(
    listed: Annotated[Asked, Depends(_listed)],
    entry_id: UUID | None = None,
    contact: OfContact = None,
    passed: Passed = False,
    centre: AtCentre = None,
    stands: Stands = None,
) -> Asked:
    asked = replace(listed, entry=entry_id, contact=contact, passed=passed, centre=centre)
    return replace(asked, stands=stands)


AskedFor = Annotated[Asked, Depends(_asked)]


class PendingPage:
    """The screen for whoever asks."""

    def __init__(self, request: Request, tx: Tx, who: Who, now: Now) -> None:
        self._request, self._tx, self._who, self._now = request, tx, who, now

    async def shown(self, unit: str, asked: Asked, opens: Opens | None = None) -> Response:
        """The whole screen; what is open comes last, since it may record a look."""
        today = (await current(self._tx, self._now)).day(self._now)
        ended = asked.ended(today) if asked.which is Shown.ENDED else None
        here = await queries.pending_list(self._tx, unit, self._who, self._now, ended)
        identity = around(self._request).identity
        form = AskedForm(unit, asked.contact, asked.centre)
        new = await new_message(self._tx, here.city, form, self._who, self._now)
        shown = {
            **context(here, self._who, asked),
            "names": await colleagues.who_work_at(identity, unit),
            "colleagues": await colleagues.professionals_at(identity, unit),
            "new": new,
            "addressees": await colleagues.professionals_at(identity, new.unit.code),
            "standing_in": await queries.substitutions(
                self._tx, unit, self._now, asked.stands or 0, STANDING_IN
            ),
            "done": await queries.last_of_calls(self._tx, unit, self._who, self._now),
            "drawer": await opens(unit) if opens else None,
        }
        if shown["drawer"]:
            call = shown["drawer"].call
            shown["talk"] = await conversation(
                self._tx, call, self._who.id, self._now, asked.centre
            )
        return render(self._request, "pending.html", **shown)


Page = Annotated[PendingPage, Depends(PendingPage)]


def context(here: PendingList, who: Principal, asked: Asked) -> dict[str, Any]:
    """What the list and its counts say, to somebody."""
    rows = here.shown(asked.which, who, asked.origin)
    is_ended = asked.which is Shown.ENDED  # a page of them is there, and nobody counted the others
    return {
        "here": here,
        "place": here.city.unit(here.unit),
        "places": [each for each in here.city.units if who.sees(each.code)],
        "rows": rows[asked.after : asked.after + PAGE],
        "more": asked.after + PAGE if len(rows) > asked.after + PAGE else None,
        "asked": asked,
        "tabs": {
            each: (words, here.count(each, who, asked.origin)) for each, words in TABS.items()
        },
        "day": asked.day or here.city.day(here.at),
        "a_day": timedelta(days=1),
        "sources": {
            each: None if is_ended else here.count(asked.which, who, each)
            for each in (None, *ORIGINS)
        },
        "late": here.count(Shown.OVERDUE, who),
        "messages": here.count(Shown.MESSAGES, who),
        "origins": ORIGINS,
        "results": RESULTS,
        "ends": ENDS,
        "given_up": GIVEN_UP,
        "acts": ACTS,
        "deeds": DONE,
        "who": who,
        "outcomes": OUTCOMES,
        "at_once": KEYS,
        "kinds": KINDS,
        "safe_words": ways_words.SAFE,
        "speakers": ways_words.SPEAKERS,
        "place_states": STATES,
        "desk": None,
        "tongues": here.city.languages,
    }
