"""Who is played: an account for each colleague and kiosk, a key for each machine."""

from collections.abc import Iterator

from deploy.cli.backstage.played import Played
from deploy.cli.day.wishes import Wishes
from shared.city import Unit
from shared.identity import Role

EXCHANGE = "played-exchange"
READER = "played-recount"
RECEPTION = frozenset({Role.RECEPTION})


def desk(unit: str, number: int) -> str:
    """Whoever works at that desk."""
    return f"played-{unit}-{number}"


def door(unit: str) -> str:
    """Whoever opens contacts at that unit's door, and calls back."""
    return f"played-{unit}-door"


def kiosk(unit: str) -> str:
    """That unit's kiosk."""
    return f"played-{unit}-kiosk"


def professional(unit: str, number: int) -> str:
    """One of the professionals of that centre."""
    return f"played-{unit}-professional-{number}"


def facilitator(unit: str) -> str:
    """Whoever holds that centre's groups."""
    return f"played-{unit}-groups"


def partner(organisation: str) -> str:
    """A partner's own system."""
    return f"played-{organisation}"


def professionals(wishes: Wishes, unit: Unit) -> int:
    """How many professionals of that centre keep times open."""
    return -(-unit.desks // wishes.numbers.agenda.per_desks)


def everybody(wishes: Wishes) -> Iterator[Played]:
    """All whom a day of these wishes needs."""
    yield Played(READER, frozenset({Role.RECEPTION, Role.MANAGER}))
    for unit in wishes.centres:
        yield from _of_a_centre(wishes, unit)
    for code in _senders(wishes) if wishes.centres else ():
        yield Played(partner(code), frozenset({Role.PARTNER_SYSTEM}), organisation=code)
    for unit in wishes.telephones:
        yield Played(EXCHANGE, frozenset({Role.TELEPHONY}))
        yield Played(door(unit.code), RECEPTION, frozenset({unit.code}))
        for number in range(1, wishes.numbers.calls.noted + 1):
            # they give appointments at every centre
            yield Played(desk(unit.code, number), RECEPTION)


def _senders(wishes: Wishes) -> Iterator[str]:
    """Partners that send somebody on such a day."""
    yield from wishes.numbers.referrals.senders
    if wishes.scenario.handed_over is not None:
        yield wishes.scenario.handed_over.sender


def _of_a_centre(wishes: Wishes, unit: Unit) -> Iterator[Played]:
    here = frozenset({unit.code})
    yield Played(door(unit.code), RECEPTION, here)
    yield Played(kiosk(unit.code), frozenset({Role.KIOSK}), here)
    yield Played(facilitator(unit.code), frozenset({Role.FACILITATOR}), here)
    for number in range(1, unit.desks + 1):
        yield Played(desk(unit.code, number), RECEPTION, here)
    for number in range(1, professionals(wishes, unit) + 1):
        yield Played(professional(unit.code, number), frozenset({Role.PROFESSIONAL}), here)
