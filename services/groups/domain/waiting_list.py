"""Who waits for places in a session, who is offered one next, and for how long.

The order is that of entry, within priority; somebody with a coded reason goes first. A household
wants all its places or none: those who want fewer may be offered what is too little for it, but
only so often, then everybody behind it waits. An offer keeps its places until it is over, so that
what is taken and what is offered never are more than there is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.groups.domain.refusals import NoPlaceLeft, OfferOver

MOST_SKIPS = 3
"""So often others go before a household for which too little is free."""


class Waiting(StrEnum):
    """Where somebody stands who waits for places."""

    WAITING = "waiting"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    EXPIRED = "expired"
    """Nobody answered in time. They may wait again."""
    DECLINED = "declined"
    REVOKED = "revoked"
    """The offer was taken back: the session is off, or smaller. Nothing brings it back."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody, or a household, who waits for places in a session."""

    id: UUID
    since: datetime
    """When they came on the list."""
    places: int = 1
    first: str | None = None
    """Why they go before others, by a code; none: they do not."""
    state: Waiting = Waiting.WAITING
    offered_until: datetime | None = None
    reserved: bool = False
    """Whether the offer keeps places; a late one, to everybody at once, keeps none."""
    skipped: int = 0
    """How often others went before them, since too little was free."""

    def is_offered(self, at: datetime) -> bool:
        """Whether an offer to them holds; at its last instant it does no more."""
        until = self.offered_until
        return self.state is Waiting.OFFERED and until is not None and at < until

    @property
    def kept(self) -> int:
        """The places that an offer keeps for them, until it is said to be over."""
        return self.places if self.reserved and self.state is Waiting.OFFERED else 0


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a session, and how many are taken by those who are enrolled."""

    capacity: int
    taken: int

    def free(self, entries: Iterable[Entry], but: Entry | None = None) -> int:
        """What is neither taken nor kept by an offer, other than this one's; never less than 0."""
        kept = sum(each.kept for each in entries if but is None or each.id != but.id)
        return max(0, self.capacity - self.taken - kept)


@dataclass(frozen=True, slots=True)
class Offering:
    """How places are offered."""

    until: datetime
    """When these offers end."""
    late: bool = False
    """Shortly before the session: to everybody who waits, and whoever answers first has them."""


def order(entries: Iterable[Entry]) -> list[Entry]:
    """Those who wait, in the order in which they are offered places."""
    waiting = (each for each in entries if each.state is Waiting.WAITING)
    return sorted(waiting, key=lambda each: (each.first is None, each.since, each.id))


def pass_on(entries: Sequence[Entry], places: Places, offering: Offering) -> list[Entry]:
    """Whatever changes on the list when free places are offered: offers, and who was passed over.

    Whoever wants more places than the session has blocks nobody.
    """
    free, line = places.free(entries), order(entries)
    if offering.late:
        return [_offered(each, offering) for each in line if each.places <= free]
    changed: list[Entry] = []
    passed: list[Entry] = []
    for each in line:
        if each.places <= free:
            free -= each.places
            changed += [_offered(each, offering), *(_passed_over(one) for one in passed)]
            passed = []
        elif each.skipped >= MOST_SKIPS and each.places <= places.capacity:
            break
        elif each.skipped < MOST_SKIPS:
            passed.append(each)
    return changed


def accept(entry: Entry, entries: Sequence[Entry], places: Places, at: datetime) -> Entry:
    """They take the places. Raises ``OfferOver``; ``NoPlaceLeft`` if others were faster."""
    if not entry.is_offered(at):
        raise OfferOver
    if entry.places > places.free(entries, entry):
        raise NoPlaceLeft
    return _ended(entry, Waiting.ACCEPTED)


def decline(entry: Entry, at: datetime) -> Entry:
    """They do not want them. Raises ``OfferOver``."""
    if not entry.is_offered(at):
        raise OfferOver
    return _ended(entry, Waiting.DECLINED)


def revoke(entry: Entry) -> Entry:
    """The offer is taken back. Raises ``OfferOver``."""
    if entry.state is not Waiting.OFFERED:
        raise OfferOver
    return _ended(entry, Waiting.REVOKED)


def expired(entries: Iterable[Entry], at: datetime) -> list[Entry]:
    """Those whose offers ended unanswered by then, as they stand now."""
    offered = (each for each in entries if each.state is Waiting.OFFERED)
    return [_ended(each, Waiting.EXPIRED) for each in offered if not each.is_offered(at)]


def wait_again(entry: Entry, at: datetime) -> Entry:
    """Somebody whose offer expired waits again, behind everybody. Raises ``OfferOver``."""
    if entry.state is not Waiting.EXPIRED:
        raise OfferOver
    return replace(entry, state=Waiting.WAITING, since=at, skipped=0)


def _offered(entry: Entry, offering: Offering) -> Entry:
    return replace(
        entry,
        state=Waiting.OFFERED,
        offered_until=offering.until,
        reserved=not offering.late,
    )


def _passed_over(entry: Entry) -> Entry:
    return replace(entry, skipped=entry.skipped + 1)


def _ended(entry: Entry, state: Waiting) -> Entry:
    return replace(entry, state=state, offered_until=None, reserved=False)
