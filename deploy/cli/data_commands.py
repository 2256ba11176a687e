"""Commands about what went in and what came out: replay, report, parked, archive, rebuild."""

import asyncio
import math
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from deploy.cli import archive as archived
from deploy.cli import parked as parking
from deploy.cli import rebuild as rebuilding
from deploy.cli import report as reporting
from deploy.cli.console import out, step, steps
from deploy.cli.instance import asked_of, existing
from deploy.cli.replay.command import replay as replay_calls
from deploy.cli.replay.plan import Flaws

replay = typer.Typer(no_args_is_help=True, help="Send recorded input through the front door.")
report = typer.Typer(no_args_is_help=True, help="Figures from the indicators' API.")
parked = typer.Typer(no_args_is_help=True, help="Messages that could not be read.")
archive = typer.Typer(no_args_is_help=True, help="The archive of told events.")
Json = Annotated[bool, typer.Option("--json", help="For a program to read.")]
ParkedId = Annotated[int, typer.Argument(help="As portes parked list names it.")]
Hearer = Annotated[
    Literal["indicators"], typer.Option(help="The service that heard it.", show_choices=True)
]
Service = Annotated[
    Literal["gateway", "referrals", "groups", "indicators"], typer.Option(help="Whose.")
]
Share = typer.Option(min=0, max=1)


def speed_of(text: str, most: float = math.inf) -> float | None:
    """How many times as fast as real time; none for ``max``. Raises ``BadParameter``."""
    if text == "max":
        return None
    wanted = "a number above 0, or max" if most == math.inf else f"above 0 to {most:g}, or max"
    try:
        speed = float(text)
    except ValueError as why:
        raise typer.BadParameter(wanted) from why
    if not 0 < speed <= most:
        raise typer.BadParameter(wanted)
    return speed


@replay.command("calls")
def calls(
    files: Annotated[list[Path], typer.Argument(help="Call logs.", exists=True, dir_okay=False)],
    speed: Annotated[str, typer.Option(help="Times real time, or max.")] = "max",
    shuffle: Annotated[int | None, typer.Option(help="Send in any order; the seed.")] = None,
    double: Annotated[float, Share] = 0.0,
    late: Annotated[float, Share] = 0.0,
    unit: Annotated[str, typer.Option(help="Whose calls they are.")] = "DATC",
) -> None:
    """Send a telephone exchange's log; done when all of it has reached the indicators."""
    replay_calls(asked_of(), files, unit, speed_of(speed), Flaws(shuffle, double, late))


@report.command("calls")
def report_calls(
    day: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The civil day.")],
    within: Annotated[float, typer.Option(min=0, help="Seconds, for service levels.")] = 20.0,
    as_json: Json = False,
) -> None:
    """A day's calls: the telephone door, all units."""
    reporting.calls(asked_of(), day.date(), within, as_json=as_json)


@report.command("load")
def report_load(
    at: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], help="Civil time."),
    ],
    as_json: Json = False,
) -> None:
    """Calls waiting and being served at an instant."""
    reporting.load(asked_of(), at, as_json=as_json)


@parked.command("list")
def parked_list(
    service: Hearer = "indicators",
    after: Annotated[int, typer.Option(help="The id after which to go on.")] = 0,
    as_json: Json = False,
) -> None:
    """What waits, oldest first."""
    asyncio.run(parking.show_list(existing(), service, after, as_json=as_json))


@parked.command("show")
def parked_show(parked_id: ParkedId, service: Hearer = "indicators", as_json: Json = False) -> None:
    """One message with its bytes."""
    asyncio.run(parking.show_one(existing(), service, parked_id, as_json=as_json))


@parked.command("retry")
def parked_retry(parked_id: ParkedId, service: Hearer = "indicators") -> None:
    """Read it again, after what was wrong is mended."""
    asyncio.run(parking.try_again(existing(), service, parked_id))


@archive.command("list")
def archive_list(service: Service = "gateway", as_json: Json = False) -> None:
    """The days of told events, with their sizes."""
    asyncio.run(archived.show(existing(), service, as_json=as_json))


@archive.command("drop")
def archive_drop(
    before: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Days before it go.")],
    service: Service = "gateway",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete old days; a later rebuild carries their facts over unchanged."""
    if not yes and not typer.confirm(f"Delete what {service} told before {before:%Y-%m-%d}?"):
        raise typer.Exit(1)
    with steps() as shown, step(shown, "Deleting old days"):
        days = asyncio.run(archived.drop(existing(), service, before.date()))
    out.print(f"{len(days)} days deleted.")


def rebuild(as_json: Json = False) -> None:
    """Compute the indicators' facts anew from the archive; the old ones stay readable meanwhile."""
    with steps() as shown:
        done = asyncio.run(rebuilding.rebuild(existing(), shown))
    rebuilding.show(done, as_json=as_json)
