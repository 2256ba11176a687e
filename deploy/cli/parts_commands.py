"""Commands about the parts of the running system: status, logs, start, stop."""

import json
from typing import Annotated

import typer

from deploy.cli import parts, supervised
from deploy.cli import status as looking
from deploy.cli.console import NOT_WELL, step, steps
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


def _running(part: str) -> Instance:
    instance = existing()
    if part not in {each.name for each in parts.parts(instance)}:
        raise Problem(f"There is no part {part}. See: portes status")
    if supervised.pid(instance) is None:
        raise Problem("Nothing runs here. Run: make up")
    return instance
