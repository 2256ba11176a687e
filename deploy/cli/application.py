"""Every command of ``portes``, put together."""

from typing import Annotated

import typer

from deploy.cli import (
    audit_commands,
    city_commands,
    data_commands,
    day_commands,
    encryption_commands,
    key_commands,
    partners_commands,
    people_commands,
    policy_commands,
    retention_commands,
    running_commands,
    user_commands,
)
from deploy.cli.parts import PORTES

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Runs Portes on this machine, feeds it, and asks it.",
)
running_commands.add_to(app)
day_commands.add_to(app)
app.add_typer(city_commands.city, name="city")
app.add_typer(city_commands.clock, name="clock")
app.add_typer(data_commands.replay, name="replay")
app.add_typer(data_commands.report, name="report")
app.add_typer(data_commands.parked, name="parked")
app.add_typer(data_commands.archive, name="archive")
app.add_typer(audit_commands.audit, name="audit")
app.add_typer(encryption_commands.encryption, name="encryption")
app.add_typer(retention_commands.retention, name="retention")
app.add_typer(people_commands.people, name="people")
app.add_typer(partners_commands.partner, name="partners")
app.add_typer(policy_commands.policy, name="policy")
app.add_typer(key_commands.key, name="key")
app.add_typer(user_commands.user, name="user")
app.add_typer(user_commands.session, name="session")
app.command("rebuild")(data_commands.rebuild)


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
