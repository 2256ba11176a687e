"""The command line ``portes``. Exit codes: see ``deploy.cli.console``."""

import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from deploy.cli import city_commands, data_commands, running_commands
from deploy.cli.console import INTERRUPTED, PROBLEM, err
from deploy.local.command import Problem

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Runs Portes on this machine, feeds it, and asks it.",
)
running_commands.add_to(app)
app.add_typer(city_commands.city, name="city")
app.add_typer(city_commands.clock, name="clock")
app.add_typer(data_commands.replay, name="replay")
app.add_typer(data_commands.report, name="report")
app.add_typer(data_commands.parked, name="parked")
app.add_typer(data_commands.archive, name="archive")
app.add_typer(city_commands.key, name="key")
app.command("rebuild")(data_commands.rebuild)


@app.callback()
def portes(
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """Portes: the doors of a city's social services."""
    if version:
        from deploy.cli.parts import PORTES

        print(PORTES)
        raise typer.Exit


def main() -> None:
    """Run the command; a problem is said with its remedy, an interruption loses nothing."""
    try:
        code = app(standalone_mode=False)
    except Problem as why:
        err.print("[red]Problem:[/] ", end="")
        err.print(str(why), markup=False)
        sys.exit(PROBLEM)
    except TyperException as why:
        why.show()
        sys.exit(why.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        err.print("Interrupted. Nothing is lost: run the same command again to go on.")
        sys.exit(INTERRUPTED)
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
