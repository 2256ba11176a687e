"""Commands about the keys that people's data are encrypted with."""

import asyncio
from typing import Annotated

import typer
from rich.table import Table

from deploy.cli import encryption as keys
from deploy.cli.console import NOT_WELL, err, out, steps
from deploy.cli.instance import existing
from deploy.local.command import Problem
from shared.encryption import Purpose

encryption = typer.Typer(no_args_is_help=True, help="The keys of people's data.")
SHOWN_ROWS = 5


@encryption.command("status")
def status() -> None:
    """Which keys there are, which is current, and how many fields need each."""
    ring, used = asyncio.run(keys.status(existing()))
    table = Table("purpose", "key", "is", "fields", box=None, pad_edge=False)
    here = {(purpose, key) for purpose in Purpose for key in (ring.of(purpose).all if ring else ())}
    for purpose, key in sorted(here | set(used)):
        current = ring is not None and ring.of(purpose).current == key
        state = "current" if current else "old" if (purpose, key) in here else "[red]not here[/]"
        table.add_row(purpose, key.hex(), state, str(used[purpose, key]))
    out.print(table)
    if set(used) - here:
        err.print("Fields of a key that is not here cannot be read. Put it back from your copy.")
        raise typer.Exit(NOT_WELL)


@encryption.command("rotate")
def rotate(
    what: Annotated[
        Purpose, typer.Option("--key", help="data: of the fields; index: of the exact search.")
    ] = Purpose.DATA,
) -> None:
    """Make a new key the current one and bring every row under it while the system works."""
    with steps() as shown:
        done = asyncio.run(keys.rotate(existing(), what, shown))
    if done.resumed:
        out.print("Went on with a rotation that was interrupted; no new key was made.")
    out.print(f"{done.rows} rows brought under the current keys.")
    if done.unreadable:
        first = ", ".join(str(row) for row in done.unreadable[:SHOWN_ROWS])
        raise Problem(f"{len(done.unreadable)} rows do not open and stay as they are: {first}")


@encryption.command("retire")
def retire(
    key: Annotated[str, typer.Argument(help="As portes encryption status names it.")],
) -> None:
    """Take an old key out of the file, once no row needs it; backups still may."""
    asyncio.run(keys.retire(existing(), key))
    out.print("Retired. Keep your copy of it as long as you keep backups from its time.")


@encryption.command("keys")
def new_keys(
    add: Annotated[
        Purpose | None, typer.Option(help="The given keys with a new current one.")
    ] = None,
) -> None:
    """Print a document of keys for PORTES_ENCRYPTION_KEYS or a file of your own."""
    print(keys.document(existing(), add))
