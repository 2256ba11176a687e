"""Accounts and keys of those who are played, made where they are lacking.

They are kept in the instance's home, readable by its owner alone.
"""

import json
import secrets
from collections.abc import Sequence

from deploy.cli.backstage.identity import identity
from deploy.cli.backstage.played import Played
from deploy.cli.instance import Instance, write_secret
from shared.db import Scope, Tx, transaction
from shared.identity import keys, passwords
from shared.identity.accounts import NewAccount, create_account
from shared.identity.rights import rights

FILE = "player.json"


async def secrets_of(instance: Instance, wanted: Sequence[Played]) -> dict[str, str]:
    """What each of them signs in with; whoever is lacking is made.

    Accounts share one password, which nobody ever types: working one out takes long on purpose.
    """
    path = instance.home / FILE
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    lacking = [each for each in wanted if not isinstance(kept.get(each.name), str)]
    if lacking:
        theirs = (kept[each.name] for each in wanted if each.name in kept and not each.machine)
        password = next(theirs, secrets.token_urlsafe(24))
        worked_out = await passwords.hashed(password)
        async with identity(instance) as pool, transaction(pool, Scope.SYSTEM) as tx:
            for each in lacking:
                kept[each.name] = await _made(tx, each, password, worked_out)
        write_secret(path, json.dumps(kept))
    return {each.name: kept[each.name] for each in wanted}


async def _made(tx: Tx, new: Played, password: str, worked_out: str) -> str:
    if new.machine:
        return await keys.create(tx, new.name, rights(new.roles, new.units, new.organisation))
    account = NewAccount(
        new.name,
        password,
        new.roles,
        new.units,
        organisation=new.organisation,
        name=new.called,
    )
    await create_account(tx, account, worked_out)
    return password
