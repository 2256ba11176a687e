"""Commands about machines' keys."""

from datetime import timedelta
from typing import Annotated

import typer

from deploy.cli.console import out
from deploy.cli.identity import in_identity, known_rights, rows, scope, tell
from deploy.cli.user_commands import Json, Partner, Units
from deploy.local.command import Problem
from shared.db import Pool, Scope, transaction
from shared.identity import Role, keys

key = typer.Typer(no_args_is_help=True, help="Keys that machines sign in with.")
Name = Annotated[str, typer.Argument(help="What the machine is called.")]
Days = Annotated[int, typer.Option("--days", min=1, max=730, help="How many days it lasts.")]
NO_KEY = "No machine of that name has a live key. See: portes key list"


@key.command("create")
def create(
    name: Name,
    role: Annotated[list[Role], typer.Option(help="What it may; several times for several.")],
    unit: Units = None,
    organisation: Partner = None,
    days: Days = keys.LASTS.days,
) -> None:
    """Make a machine's first key and print it, once."""

    async def make(identity: Pool) -> str:
        given = await known_rights(role, unit or None, organisation)
        async with transaction(identity, Scope.SYSTEM) as tx:
            return await keys.create(tx, name, given, timedelta(days=days))

    print(in_identity(make, NO_KEY))


@key.command("list")
def listed(
    ended: Annotated[bool, typer.Option("--ended", help="Those that ended too.")] = False,
    as_json: Json = False,
) -> None:
    """Show keys by name: prefix, roles, scope, last use, end."""

    async def ask(identity: Pool) -> list[keys.Key]:
        return await keys.listed(identity, all_of_them=ended)

    found = in_identity(ask, NO_KEY)
    columns = ("name", "prefix", "roles", "scope", "last used (UTC)", "until (UTC)", "live")
    tell(
        found,
        as_json=as_json,
        table=lambda: rows(
            columns,
            (
                (
                    each.name,
                    each.prefix,
                    ", ".join(sorted(each.rights.roles)),
                    scope(each.rights),
                    each.last_used_at and f"{each.last_used_at:%Y-%m-%d %H:%M}",
                    each.expires_at and f"{each.expires_at:%Y-%m-%d}",
                    "yes" if each.live else "no",
                )
                for each in found
            ),
        ),
    )


@key.command("rotate")
def rotate(name: Name, days: Days = keys.LASTS.days) -> None:
    """Make the key that follows and print it, once; the one before lives until it is revoked."""

    async def make(identity: Pool) -> str:
        async with transaction(identity, Scope.SYSTEM) as tx:
            return await keys.rotate(tx, name, timedelta(days=days))

    print(in_identity(make, NO_KEY))


@key.command("revoke")
def revoke(
    prefix: Annotated[str, typer.Argument(help="The key's first characters, as it was shown.")],
) -> None:
    """End a key within five seconds."""

    async def end(identity: Pool) -> int:
        async with transaction(identity, Scope.SYSTEM) as tx:
            return await keys.revoke(tx, prefix)

    if not in_identity(end, NO_KEY):
        raise Problem("No living key begins so. Give the first thirteen characters.")
    out.print("Revoked.")
