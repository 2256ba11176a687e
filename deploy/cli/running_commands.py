"""Commands about the whole system: up, down, clean, migrate."""

import asyncio
from typing import Annotated

import typer

from deploy.cli import databases
from deploy.cli import down as ending
from deploy.cli import status as looking
from deploy.cli import up as beginning
from deploy.cli.console import err, out, step, steps
from deploy.cli.instance import existing


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


def migrate() -> None:
    """Bring every database to this version, as the schemas' owner; processes wait for it."""
    instance = existing()
    with steps() as shown, step(shown, "Migrating the databases"):
        applied = asyncio.run(databases.prepare(instance))
    for version in applied:
        out.print(version)
    err.print("The databases are at this version.")
