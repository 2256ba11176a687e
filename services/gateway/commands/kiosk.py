"""What a kiosk asks for: a ticket, without anybody's name."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.gateway import store
from services.gateway.commands.asking import By
from services.gateway.commands.attendance import check_in
from services.gateway.commands.opening import Arrival, open_contact
from services.gateway.domain.papers import Papers, PapersFor
from services.gateway.domain.refusals import UnknownPlace
from services.gateway.domain.tickets import CentreClosed, NoticeChanged
from services.gateway.domain.ways import Ways
from shared.city import LANGUAGES, City
from shared.city.store import current
from shared.contracts.gateway import Door
from shared.db import Tx
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody touched: their language and, if they come for papers, what about them."""

    unit: str
    language: str
    notice: int
    """The version of the privacy notice that was on the screen."""
    link: bytes
    """The hash of the link by which the ticket is followed; each takes one ticket at most."""
    papers: PapersFor | None = None
    appointment: str | None = None
    """The code of an appointment they come for, or the token of one of its links."""


async def take_ticket(tx: Tx, wish: Wish, by: By) -> None:
    """Give the next ticket of the unit; touching once more gives none.

    Raises ``CentreClosed``, ``NoticeChanged``, or ``UnknownPlace`` for a unit without a kiosk or a
    language that the city does not list; for an appointment, what checking in raises.
    """
    here = await current(tx, by.at)
    shown = _shown(here, wish, by.at)
    if await store.tickets.lock_ticket_link(tx, wish.link):
        return
    whose = (await _opened(tx, wish, by), wish.unit)
    await store.tickets.add_ticket_link(tx, wish.link, whose, day_ends(here, by.at))
    await store.tickets.add_notice(tx, whose, shown)


def day_ends(here: City, at: datetime) -> datetime:
    """When the civil day of an instant is over: tickets are good for one day."""
    return here.midnight(here.day(at) + timedelta(days=1))


async def _opened(tx: Tx, wish: Wish, by: By) -> UUID:
    ways = Ways(language=wish.language)
    if wish.appointment is not None:
        kept = await check_in(tx, wish.unit, wish.appointment, by, door=Door.KIOSK, ways=ways)
        if kept.arrival is None:
            raise NotFound
        return kept.arrival
    papers = Papers(wish.papers) if wish.papers else None
    arrival = Arrival(wish.unit, Door.KIOSK, ways=ways, papers=papers)
    return (await open_contact(tx, arrival, by)).id


def _shown(here: City, wish: Wish, at: datetime) -> store.tickets.Shown:
    """The notice that they had before them, if a ticket may be taken now."""
    unit, public = here.unit(wish.unit), here.public
    if unit is None or public is None:
        raise UnknownPlace
    if wish.language not in LANGUAGES and public.tongue(wish.language) is None:
        raise UnknownPlace
    if not here.is_open(unit, at):
        raise CentreClosed
    if wish.notice != public.notice.version:
        raise NoticeChanged
    _, language = public.notice.shown(wish.language)
    return store.tickets.Shown(wish.notice, language, at)
