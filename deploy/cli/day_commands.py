"""Commands that play days of the city: day, season."""

from datetime import datetime
from typing import Annotated

import typer

from deploy.cli.data_commands import speed_of
from deploy.cli.day import command as playing
from deploy.cli.instance import existing

Seed = Annotated[int, typer.Option(help="Another seed, another day; the same, the same.")]
Scenario = Annotated[str | None, typer.Option(help="By name; see day.yaml of the city folder.")]
Start = Annotated[
    datetime,
    typer.Option(
        formats=["%H:%M"], help="The civil time at which the day begins.", show_default="08:00"
    ),
]
Until = Annotated[
    datetime | None,
    typer.Option(formats=["%H:%M"], help="Nobody comes from then on.", show_default=False),
]
Day = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], help="Else the next on which centres open.", show_default=False
    ),
]
Units = Annotated[
    list[str] | None, typer.Option("--unit", help="Only these; several times for several.")
]
EIGHT = datetime(2000, 1, 1, 8)  # noqa: DTZ001 - only its time counts, and that is civil


def day(  # noqa: PLR0913, PLR0917 - each is an option
    seed: Seed = 1,
    scenario: Scenario = None,
    speed: Annotated[str, typer.Option(help="Times real time, to 60, or max.")] = "60",
    start: Start = EIGHT,
    until: Until = None,
    day: Day = None,
    unit: Units = None,
) -> None:
    """Play a realistic day through the public APIs, and recount it in the indicators."""
    asked = playing.Asked(
        seed,
        scenario,
        speed_of(speed, most=60),
        start.time(),
        until.time() if until else None,
        day.date() if day else None,
        frozenset(unit) if unit else None,
    )
    playing.day(existing(), asked)


def season(
    days: Annotated[int, typer.Option(min=1, max=180, help="So many civil days.")] = 90,
    seed: Seed = 1,
    scenario: Scenario = None,
    until: Until = None,
    unit: Units = None,
) -> None:
    """Play many days as fast as it goes, and recount all of them."""
    units = frozenset(unit) if unit else None
    ends = until.time() if until else None
    asked = playing.Asked(seed, scenario, None, until=ends, units=units)
    playing.season(existing(), asked, days)
