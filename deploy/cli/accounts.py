"""Accounts of the demonstration's logins, and the key that the command line signs in with."""

import secrets

import asyncpg

from deploy.cli.instance import OWNER, Instance, write_secret
from deploy.cli.logins import AT_A_CENTRE, DEMO_CENTRES, LOGINS, NAMES, PARTNER
from shared.city import City
from shared.identity import Role
from shared.identity.accounts import NewAccount, create_account
from shared.identity.keys import create_key


async def prepare(instance: Instance, here: City) -> None:
    """Make the logins and the key that are lacking, and keep them in the instance's record."""
    connection = await asyncpg.connect(instance.dsn("identity", OWNER))
    try:
        known = {login["user"] for login in instance.record.logins}
        for user, role in LOGINS.items():
            if user not in known:
                password = secrets.token_urlsafe(9)
                units = _units(role, here)
                organisation = PARTNER if role is Role.PARTNER else None
                roles = frozenset({role})
                name = NAMES.get(user)
                new = NewAccount(user, password, roles, units, organisation=organisation, name=name)
                await create_account(connection, new)
                login = {"role": str(role), "user": user, "password": password}
                instance.record.logins.append(login)
        if not (instance.home / "cli.key").exists():
            ours = (Role.ADMINISTRATOR, Role.TELEPHONY)
            write_secret(instance.home / "cli.key", await create_key(connection, "cli", ours))
    finally:
        await connection.close()


def _units(role: Role, here: City) -> frozenset[str] | None:
    """Reception: some centres and the telephone service; some others one centre; else the city."""
    centres = [unit.code for unit in here.centres]
    if role is Role.RECEPTION:
        others = [unit.code for unit in here.places if unit not in here.centres]
        return frozenset([*centres[:DEMO_CENTRES], *others])
    return frozenset(centres[:1]) if role in AT_A_CENTRE else None
