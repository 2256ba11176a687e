"""Every command of ``portes``, put together; a command's modules are read when it is asked for."""

from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

from deploy.cli.version import PORTES

ROOMS: Mapping[str, str] = {
    **dict.fromkeys(("up", "down"), "running"),
    **dict.fromkeys(("status", "logs"), "parts"),
    "clean": "running",
    **dict.fromkeys(("start", "stop"), "parts"),
    "migrate": "running",
    **dict.fromkeys(("day", "season"), "day"),
    **dict.fromkeys(("city", "clock"), "city"),
    **dict.fromkeys(("replay", "report", "parked", "archive", "rebuild"), "data"),
    "audit": "audit",
    "encryption": "encryption",
    "retention": "retention",
    "people": "people",
    "partners": "partners",
    "policy": "policy",
    "key": "key",
    **dict.fromkeys(("user", "session"), "user"),
}
"""Where each command is: ``deploy.cli.…_commands`` has it under its own name."""


class Commands(TyperGroup):
    """The commands by name, each read from its room no sooner than it is needed."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, as the help shows them."""
        return list(ROOMS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, or the group of commands; none if there is none of that name."""
        if cmd_name not in ROOMS:
            return None
        found = getattr(import_module(f"deploy.cli.{ROOMS[cmd_name]}_commands"), cmd_name)
        command = get_group(found) if isinstance(found, typer.Typer) else _single(found)
        command.name = cmd_name
        return command


def _single(act: Any) -> Any:
    alone = typer.Typer(add_completion=False)
    alone.command()(act)
    return get_command(alone)


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Runs Portes on this machine, feeds it, and asks it.",
)


def _version(asked: bool) -> None:
    if asked:
        print(PORTES)
        raise typer.Exit


@app.callback()
def portes(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", is_eager=True, callback=_version),
    ] = False,
) -> None:
    """Portes: the doors of a city's social services."""
