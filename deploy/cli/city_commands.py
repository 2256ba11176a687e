"""Commands about the city folder and the business clock."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli import cities, demonstration
from deploy.cli.city.folder import BARCELONA, checked
from deploy.cli.console import out, step, steps
from deploy.cli.instance import existing

city = typer.Typer(no_args_is_help=True, help="The city's own data.")
clock = typer.Typer(no_args_is_help=True, help="The one business clock of this instance.")
Folder = Annotated[
    Path,
    typer.Argument(
        help="The city folder; Barcelona's if none.",
        exists=True,
        file_okay=False,
        show_default=False,
    ),
]


@city.command("check")
def city_check(folder: Folder = BARCELONA) -> None:
    """Name every mistake with file, line and remedy."""
    found = checked(folder)
    out.print(f"{found.name}: {len(found.units)} units, {len(found.reasons)} reasons. No mistakes.")


@city.command("load")
def city_load(
    folder: Folder = BARCELONA,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="The civil day from which it holds."),
    ] = None,
) -> None:
    """Load it as a new version, unless the one that holds says the same."""
    starts = since.date() if since else None
    with steps() as shown, step(shown, "Loading the city into every service"):
        _, done = asyncio.run(cities.load_into(existing(), folder, starts))
    for service, put in sorted(done.items()):
        out.print(f"{service}: version {put.version}{'' if put.changed else ', unchanged'}")


@clock.command("show")
def clock_show() -> None:
    """Print the business time, UTC."""
    out.print(f"{asyncio.run(cities.business_now(existing())):%Y-%m-%dT%H:%M:%SZ}")


@clock.command("play")
def clock_play(
    start: Annotated[datetime, typer.Argument(help="The civil time that it shall be now.")],
    speed: Annotated[float, typer.Option(min=0.01, max=1000, help="Times real time.")] = 1.0,
) -> None:
    """Let the business time be played; every page then says so."""
    instance = existing()
    here = checked(BARCELONA)
    asyncio.run(demonstration.play(instance, start.replace(tzinfo=here.zone), speed))


@clock.command("real")
def clock_real() -> None:
    """Let the business time be PostgreSQL's."""
    asyncio.run(demonstration.real(existing()))
