"""Whom the contact at a desk concerns: exact search, somebody new, and who it is."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from services.gateway import commands, queries
from services.gateway.api.asking import Comparing
from services.gateway.api.shapes import Code
from services.gateway.domain import Asked, Contact, Person, access, people
from services.gateway.domain.both_waits import BothWaits, both_waits
from services.gateway.domain.follow_up import to_ask
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.refusals import OnlyPractice
from services.gateway.pages.agenda import KINDS
from services.gateway.pages.last_acts import last_acts
from services.gateway.pages.person_forms import NamingForm, NewPersonForm, SearchForm
from services.gateway.pages.place_words import NOT_KNOWN, STATES
from services.gateway.pages.referral_words import NOT_KNOWN as REFERRAL_NOT_KNOWN
from services.gateway.pages.referral_words import STATES as REFERRALS
from services.gateway.pages.screen import screen
from services.gateway.policy import POLICY
from services.gateway.queries import Looking
from shared.contracts.gateway import ContactState
from shared.db import Tx as Connection
from shared.encryption import CannotBeOpened, KeysMissing
from shared.errors import NotFound
from shared.pages import render
from shared.web import Keys, Now, Reading, Tx, around, asking_router, router

pages = router(POLICY, include_in_schema=False, prefix="/units/{unit}/people")
questions = asking_router(POLICY, include_in_schema=False, prefix="/units/{unit}/people")
NOTHING = Asked()


@dataclass(frozen=True, slots=True)
class Whom:
    """What the desk says of whom the contact in service concerns."""

    beside: queries.Beside | None = None
    """Who it is, with what they have open; none: it is not known who, or not to the reader."""
    found: queries.Found | None = None
    """Candidates of a search; none: nobody searched."""
    asked: Asked = NOTHING
    readable: bool = True
    waits: BothWaits | None = None
    """How long they waited, where this visit settled a call of theirs."""
    calls: tuple[PendingCall, ...] = ()
    """Still to be returned to them, or to somebody of their number."""

    @property
    def person(self) -> Person | None:
        """Who it is."""
        return self.beside.person if self.beside else None


class Desk:
    """The desk's screen for whoever asks, with whom its contact concerns."""

    def __init__(self, request: Request, tx: Tx, reader: Reading, now: Now, keys: Keys) -> None:
        self._request, self._tx = request, tx
        self._reader, self._now, self._keys = reader, now, keys

    async def shown(self, unit: str, asked: Asked | None = None) -> Response:
        """The whole screen, with candidates for what is asked. Looks are recorded last."""
        who = self._reader.who
        here = await queries.reception(self._tx, unit, who, self._now)
        practice = await queries.practice(self._tx, here, who)
        calls = await queries.pending_list(self._tx, unit, who, self._now)
        late = calls.count(queries.Shown.OVERDUE, who)
        sheet = practice is not None or await queries.has_sheet(self._tx, unit, self._now)
        expected = await queries.expected_wait(self._tx, unit, None, self._now)
        without = await queries.to_be_told(self._tx, unit, who, self._now)
        sent = await queries.sent_of_day(self._tx, unit, here.city.day(self._now), who, self._now)
        context = screen(here, who, texting=bool(around(self._request).settings.text_url))
        acts = await last_acts(self._tx, here, context["contact"], who)
        whom = None if practice else await self._whom(self._tx, context["contact"])
        if asked and practice:
            raise OnlyPractice
        if asked and whom and whom.readable and whom.person is None:
            looking = Looking(self._reader, self._now, self._keys.ring())
            whom = Whom(None, await candidates(self._tx, asked, looking), asked)
        shown: dict[str, Any] = {"whom": whom, "late": late, "sheet": sheet, "sent": sent}
        shown |= {"practice": practice, "expected": expected, "kinds": KINDS, "to_ask": to_ask}
        shown |= {"place_states": STATES, "place_not_known": NOT_KNOWN, "without": without}
        shown |= {"referral_states": REFERRALS, "referral_not_known": REFERRAL_NOT_KNOWN}
        shown |= acts | {"pending": len(calls.all)}
        return render(self._request, "desk.html", **context, **shown)

    async def _whom(self, tx: Connection, contact: Contact | None) -> Whom | None:
        """None where nobody is served, or for those whose work is not with people."""
        theirs = self._reader.who.roles & access.READERS
        if contact is None or not theirs:
            return None
        if contact.state is not ContactState.SERVING and not contact.on_call:
            return None
        try:
            looking = Looking(self._reader, self._now, self._keys.ring())
            beside = await queries.beside(tx, contact, looking)
            waits = both_waits(beside.settled, contact)
            return Whom(beside, waits=waits, calls=beside.calls)
        except NotFound:
            calls, settled = await queries.unnamed(tx, contact, looking)
            return Whom(waits=both_waits(settled, contact), calls=tuple(calls))
        except (KeysMissing, CannotBeOpened):
            return Whom(readable=False)


async def candidates(tx: Connection, asked: Asked, looking: Looking) -> queries.Found:
    """Whom it may be; the looks are recorded."""
    if asked.name:
        return await queries.search_by_name(tx, asked.name, looking)
    return await queries.search(tx, asked, looking)


ShownDesk = Annotated[Desk, Depends(Desk)]


@questions.post("/search")
async def desk_person_search(
    desk: ShownDesk, unit: Code, form: Annotated[SearchForm, Form()]
) -> Response:
    """The desk with those who have exactly this telephone or document, or a name like this."""
    return await desk.shown(unit, people.wanted(form.asked))


@pages.get("/search")
async def desk_person_back(request: Request, unit: Code) -> Response:
    """What was found is not kept: back to the desk."""
    return back_to_desk(request, unit)


@pages.post("")
async def desk_person_new(
    request: Request, tx: Tx, by: Comparing, keys: Keys, form: Annotated[NewPersonForm, Form()]
) -> Response:
    """Keep somebody new, whom the contact concerns."""
    unit = request.path_params["unit"]
    await commands.write_down(tx, form.contact, form.identity, unit, by, keys.ring())
    return back_to_desk(request, unit)


@pages.post("/named")
async def desk_person_named(
    request: Request, tx: Tx, by: Comparing, unit: Code, form: Annotated[NamingForm, Form()]
) -> Response:
    """It is this one; or it is not known after all who."""
    await commands.name_person(tx, form.contact, form.person, by)
    return back_to_desk(request, unit)


def back_to_desk(request: Request, unit: str) -> Response:
    """To the desk of the unit."""
    return RedirectResponse(f"{request.scope.get('root_path', '')}/units/{unit}/desk", 303)
