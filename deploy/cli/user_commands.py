"""Commands about accounts and their sign-ins."""

from typing import Annotated, Any
from uuid import UUID

import typer

from deploy.cli.console import out
from deploy.cli.identity import in_identity, known_rights, link_of, plain, rows, scope, tell
from deploy.local.command import Problem
from shared.db import Pool, Scope, transaction
from shared.identity import LANGUAGES, Role, administration
from shared.identity.administration import Account
from shared.identity.changes import changes_of
from shared.identity.sessions import Session, Sessions

user = typer.Typer(no_args_is_help=True, help="Accounts of people and of screens.")
session = typer.Typer(no_args_is_help=True, help="Sign-ins that last.")
Json = Annotated[bool, typer.Option("--json", help="For a program to read.")]
Name = Annotated[str, typer.Argument(help="The user name.")]
Roles = Annotated[list[Role], typer.Option("--role", help="What it may; several for several.")]
Units = Annotated[list[str] | None, typer.Option("--unit", help="Only these units.")]
Partner = Annotated[str | None, typer.Option("--organisation", help="A partner's organisation.")]
NOBODY = "There is no account of that name. See: portes user list"
NO_SESSION = "There is no such session. See: portes session list NAME"


@user.command("create")
def create(
    name: Name,
    role: Roles,
    called: Annotated[str | None, typer.Option("--name", help="Given name and surnames.")] = None,
    unit: Units = None,
    organisation: Partner = None,
    language: Annotated[str, typer.Option(help="ca, es or en.")] = "ca",
) -> None:
    """Make an account, and print a link by which its owner chooses a password."""
    if language not in LANGUAGES:
        raise typer.BadParameter("ca, es or en", param_hint="--language")

    async def make(identity: Pool) -> str:
        given = await known_rights(role, unit or None, organisation)
        async with transaction(identity, Scope.SYSTEM) as tx:
            account = await administration.create(tx, name, given, language, name=called)
            return await administration.reset_link(tx, account)

    print(link_of(in_identity(make, NOBODY)))


@user.command("list")
def listed(as_json: Json = False) -> None:
    """Show all accounts by name."""

    async def ask(identity: Pool) -> list[Account]:
        return await administration.listed(identity)

    found = in_identity(ask, NOBODY)
    columns = ("user", "name", "roles", "scope", "active", "password")
    tell(
        found,
        as_json=as_json,
        table=lambda: rows(
            columns,
            (
                (
                    each.user_name,
                    each.name,
                    ", ".join(sorted(each.rights.roles)),
                    scope(each.rights),
                    "yes" if each.active else "no",
                    "chosen" if each.has_password else "none yet",
                )
                for each in found
            ),
        ),
    )


@user.command("show")
def show(name: Name, as_json: Json = False) -> None:
    """Show one account, and who changed what of it."""

    async def ask(identity: Pool) -> dict[str, Any]:
        account = await administration.named(identity, name)
        changes = await changes_of(identity, account.id)
        return {**plain(account), "changes": plain(changes)}

    found = in_identity(ask, NOBODY)
    changes = found["changes"]
    tell(
        found,
        as_json=as_json,
        table=lambda: rows(
            ("when (UTC)", "what", "by", "before", "after"),
            (
                (
                    each["at"][:16],
                    each["what"],
                    each["changed_by"] or "command line",
                    each["before"],
                    each["after"],
                )
                for each in changes
            ),
        ),
    )


@user.command("roles")
def roles(name: Name, role: Roles, unit: Units = None, organisation: Partner = None) -> None:
    """Give other roles and another scope; they hold within five seconds."""

    async def change(identity: Pool) -> None:
        given = await known_rights(role, unit or None, organisation)
        async with transaction(identity, Scope.SYSTEM) as tx:
            account = await administration.named(tx, name)
            await administration.change_rights(tx, account.id, given)

    in_identity(change, NOBODY)
    out.print("Changed.")


@user.command("deactivate")
def deactivate(name: Name) -> None:
    """Let an account sign in no longer; its sessions end."""
    _set_active(name, active=False)


@user.command("activate")
def activate(name: Name) -> None:
    """Let an account sign in again."""
    _set_active(name, active=True)


@user.command("reset-link")
def reset_link(name: Name) -> None:
    """Print a link by which the owner, once and within a day, chooses another password."""

    async def make(identity: Pool) -> str:
        async with transaction(identity, Scope.SYSTEM) as tx:
            account = await administration.named(tx, name)
            return await administration.reset_link(tx, account.id)

    print(link_of(in_identity(make, NOBODY)))


@session.command("list")
def sessions(name: Name, as_json: Json = False) -> None:
    """Show where an account is signed in."""

    async def ask(identity: Pool) -> list[Session]:
        account = await administration.named(identity, name)
        return await Sessions(identity).of(account.id)

    found = in_identity(ask, NOBODY)
    tell(
        found,
        as_json=as_json,
        table=lambda: rows(
            ("session", "browser", "begun (UTC)", "last seen (UTC)"),
            (
                (
                    each.id,
                    each.browser,
                    f"{each.created_at:%Y-%m-%d %H:%M}",
                    f"{each.last_seen:%Y-%m-%d %H:%M}",
                )
                for each in found
            ),
        ),
    )


@session.command("revoke")
def revoke(
    name: Name,
    one: Annotated[UUID | None, typer.Argument(metavar="[SESSION]", help="Else all.")] = None,
) -> None:
    """End one session of an account, or all, within five seconds."""

    async def end(identity: Pool) -> int:
        async with transaction(identity, Scope.SYSTEM) as tx:
            account = await administration.named(tx, name)
            return await administration.end_sessions(tx, account.id, only=one)

    ended = in_identity(end, NOBODY)
    if one and not ended:
        raise Problem(NO_SESSION)
    out.print(f"{ended} ended.")


def _set_active(name: str, *, active: bool) -> None:
    async def change(identity: Pool) -> None:
        async with transaction(identity, Scope.SYSTEM) as tx:
            account = await administration.named(tx, name)
            await administration.set_active(tx, account.id, active)

    in_identity(change, NOBODY)
    out.print("May sign in again." if active else "May sign in no longer.")
