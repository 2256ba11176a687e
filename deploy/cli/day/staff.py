"""Who is played: an account for each colleague and kiosk, a key for each machine.

They are made where they are lacking, and kept in the instance's home, readable by its owner alone.
"""

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deploy.cli.day.people import Pass
from deploy.cli.day.wishes import Wishes
from deploy.cli.instance import OWNER, Instance, write_secret
from shared.city import Unit
from shared.db import Pool, Scope, Tx, transaction
from shared.identity import Role, keys, passwords
from shared.identity.accounts import NewAccount, create_account
from shared.identity.rights import rights

FILE = "player.json"
EXCHANGE = "played-exchange"
READER = "played-recount"
RECEPTION = frozenset({Role.RECEPTION})


@dataclass(frozen=True, slots=True)
class Played:
    """One who is played, with what they may."""

    name: str
    roles: frozenset[Role]
    units: frozenset[str] | None = None
    organisation: str | None = None

    @property
    def machine(self) -> bool:
        """Whether it signs in with a key."""
        return bool(self.roles & {Role.TELEPHONY, Role.PARTNER_SYSTEM})


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
    for code in wishes.numbers.referrals.senders if wishes.centres else ():
        yield Played(partner(code), frozenset({Role.PARTNER_SYSTEM}), organisation=code)
    for unit in wishes.telephones:
        yield Played(EXCHANGE, frozenset({Role.TELEPHONY}))
        yield Played(door(unit.code), RECEPTION, frozenset({unit.code}))
        for number in range(1, wishes.numbers.calls.noted + 1):
            # they give appointments at every centre
            yield Played(desk(unit.code, number), RECEPTION)


def _of_a_centre(wishes: Wishes, unit: Unit) -> Iterator[Played]:
    here = frozenset({unit.code})
    yield Played(door(unit.code), RECEPTION, here)
    yield Played(kiosk(unit.code), frozenset({Role.KIOSK}), here)
    yield Played(facilitator(unit.code), frozenset({Role.FACILITATOR}), here)
    for number in range(1, unit.desks + 1):
        yield Played(desk(unit.code, number), RECEPTION, here)
    for number in range(1, professionals(wishes, unit) + 1):
        yield Played(professional(unit.code, number), frozenset({Role.PROFESSIONAL}), here)


async def passes(instance: Instance, identity: Pool, wanted: Sequence[Played]) -> dict[str, Pass]:
    """What each of them comes in with; whoever is lacking is made.

    Accounts share one password, which nobody ever types: working one out takes long on purpose.
    """
    path = instance.home / FILE
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    lacking = [each for each in wanted if not isinstance(kept.get(each.name), str)]
    if lacking:
        password = next((kept[name] for name in kept if name == READER), secrets.token_urlsafe(24))
        worked_out = await passwords.hashed(password)
        async with transaction(identity, Scope.SYSTEM) as tx:
            for each in lacking:
                kept[each.name] = await _made(tx, each, password, worked_out)
        write_secret(path, json.dumps(kept))
    return {each.name: Pass(each.name, kept[each.name], each.machine) for each in wanted}


async def _made(tx: Tx, new: Played, password: str, worked_out: str) -> str:
    if new.machine:
        return await keys.create(tx, new.name, rights(new.roles, new.units, new.organisation))
    account = NewAccount(new.name, password, new.roles, new.units, organisation=new.organisation)
    await create_account(tx, account, worked_out)
    return password


def owner_dsn(instance: Instance) -> str:
    """Where accounts are made and the clock is set."""
    return instance.dsn("identity", OWNER)
