"""Commands about single people: erasing them, and once more after a backup was restored."""

import asyncio
import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from deploy.cli import erasing
from deploy.cli.console import out
from deploy.cli.instance import Instance, existing
from deploy.local.command import Problem
from services.gateway.commands import Why

people = typer.Typer(no_args_is_help=True, help="Single people.")


@people.command("erase")
def erase(
    person: Annotated[
        UUID | None, typer.Argument(help="The person's identifier, from the officer's search.")
    ] = None,
    why: Annotated[Why, typer.Option(help="On request, or kept unlawfully.")] = Why.REQUEST,
    again: Annotated[
        bool, typer.Option("--again", help="Whoever was erased before a backup was restored.")
    ] = False,
    listed: Annotated[
        Path | None, typer.Option("--list", help="With --again: the list; else the home's.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Remove all that is known of a person for ever; figures and the trace of looks stay."""
    instance = existing()
    if again:
        _again(instance, listed or erasing.list_file(instance), as_json=as_json)
        return
    if person is None or listed is not None:
        raise typer.BadParameter("a person, or --again (with --list FILE)")
    if not yes and not typer.confirm(f"Remove all that is known of {person} for ever?"):
        raise typer.Exit(1)
    done = asyncio.run(erasing.erase(instance, person, why))
    if as_json:
        print(json.dumps({"person": str(person), "before": done.before, "done": dict(done.done)}))
    elif done.before:
        out.print("Erased before. Nothing was left to do.")
    else:
        rows = ", ".join(f"{name} {number}" for name, number in done.done.items() if number)
        out.print(f"Erased. Rows changed: {rows or 'the person alone'}.")
        out.print(f"Backups still know them: keep a copy of {erasing.list_file(instance)}.")


def _again(instance: Instance, file: Path, *, as_json: bool) -> None:
    done = asyncio.run(erasing.erase_again(instance, file))
    told = {
        "erased": [str(each) for each in done.erased],
        "already": done.already,
        "absent": done.absent,
        "held": [str(each) for each in done.held],
    }
    if as_json:
        print(json.dumps(told))
    else:
        out.print(
            f"{len(done.erased)} erased again, {done.already} were erased, "
            f"{done.absent} are not in this database."
        )
    if done.held:
        raise Problem(f"Held, and so not erased: {', '.join(map(str, done.held))}")
