"""Commands about the running system: up, down, status, logs, clean, start, stop, migrate."""

import asyncio
import json
from typing import Annotated

import typer

from deploy.cli import databases, parts, supervised
from deploy.cli import down as ending
from deploy.cli import status as looking
from deploy.cli import up as beginning
from deploy.cli.console import NOT_WELL, err, out, step, steps
from deploy.cli.instance import Instance, existing
from deploy.local.command import Problem

Json = Annotated[bool, typer.Option("--json", help="For a program to read.")]


def part_names() -> list[str]:
    """For the shell's completion."""
    try:
        return [part.name for part in parts.parts(existing())]
    except Problem:
        return []


PartName = Annotated[
    str, typer.Argument(help="As portes status names it.", autocompletion=part_names)
]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    for command in (up, down, status, logs, clean, start, stop, migrate):
        app.command()(command)


def up(
    demo: Annotated[bool, typer.Option(help="Play a realistic day with invented people.")] = True,
) -> None:
    """Start the whole system in the background, or what of it does not run."""
    instance = beginning.up(demo=demo)
    looking.show_doors(instance)
    out.print("\nLook: portes status   End: portes down   (make status, make down)")


def down() -> None:
    """End every part; the data stay."""
    instance = existing()
    with beginning.alone(instance), steps() as shown, step(shown, "Ending every part"):
        ended = ending.down(instance)
    out.print("Ended." if ended else "Nothing ran.")


def status(as_json: Json = False) -> None:
    """Show addresses, logins, and how every part is."""
    instance = existing()
    told = looking.status(instance)
    if as_json:
        print(json.dumps(told))
    else:
        looking.show(instance, told)
    if not looking.well(told):
        raise typer.Exit(NOT_WELL)


def logs(
    part: Annotated[
        str | None, typer.Argument(help="One part; else all.", autocompletion=part_names)
    ] = None,
    lines: Annotated[int, typer.Option("-n", help="How many lines of each.")] = 20,
    follow: Annotated[bool, typer.Option("-f", help="Go on as they grow.")] = False,
) -> None:
    """Print the end of the parts' logs."""
    looking.logs(existing(), part, lines, follow=follow)


def clean(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """End everything and delete its data, after saying what and asking."""
    instance = existing()
    out.print("This deletes, with everything in it:")
    for each in ending.doomed(instance):
        out.print(f"  {each}", markup=False, soft_wrap=True)
    if not yes and not typer.confirm("Delete all that?"):
        raise typer.Exit(1)
    with steps() as shown, step(shown, "Ending every part and deleting"):
        ending.clean(instance)
    out.print("Deleted.")


def start(part: PartName) -> None:
    """Start one part that was stopped."""
    instance = _running(part)
    supervised.want(instance, [part], wanted=True)
    with steps() as shown, step(shown, f"{part} is ready"):
        supervised.until_ready(instance, [part])


def stop(part: PartName) -> None:
    """Stop one part and keep it stopped."""
    instance = _running(part)
    supervised.want(instance, [part], wanted=False)
    with steps() as shown, step(shown, f"{part} has stopped"):
        supervised.until_stopped(instance, part)


def migrate() -> None:
    """Bring every database to this version, as the schemas' owner; processes wait for it."""
    instance = existing()
    with steps() as shown, step(shown, "Migrating the databases"):
        applied = asyncio.run(databases.prepare(instance))
    for version in applied:
        out.print(version)
    err.print("The databases are at this version.")


def _running(part: str) -> Instance:
    instance = existing()
    if part not in {each.name for each in parts.parts(instance)}:
        raise Problem(f"There is no part {part}. See: portes status")
    if supervised.pid(instance) is None:
        raise Problem("Nothing runs here. Run: make up")
    return instance
