"""Commands about what the city's table says may no longer be kept, and what is held."""

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import typer

from deploy.cli.console import NOT_WELL, err, out, steps
from deploy.cli.erasing import gateway
from deploy.cli.identity import plain, rows, tell
from deploy.cli.instance import Instance, existing
from deploy.cli.retention import daily, elsewhere, holds, job
from deploy.cli.retention.runs import Line, Run

retention = typer.Typer(no_args_is_help=True, help="How long data live, and what is due.")
Json = Annotated[bool, typer.Option("--json", help="For a program to read.")]
Subject = Annotated[UUID, typer.Argument(help="The person's or contact's identifier.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@retention.command("due")
def due(as_json: Json = False) -> None:
    """Count what is due and keep that as a report; nothing is removed."""
    instance = existing()
    run = asyncio.run(job.due(instance))
    topics = asyncio.run(_topics(instance))
    if as_json:
        print(json.dumps({**_told(run), "topics_kept_too_long": topics}))
    else:
        _show(run.due, "due")
        _say_topics(topics)
        if run.rows:
            out.print(f"Remove exactly this: portes retention apply {run.id}", soft_wrap=True)
    if topics:
        raise typer.Exit(NOT_WELL)


@retention.command("apply")
def apply(
    report: Annotated[
        UUID | None, typer.Argument(help="As portes retention due names it; else a new one.")
    ] = None,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Remove what a report shows, batch by batch, while the system works; ends with a report."""
    instance = existing()
    if report is None:
        counted = asyncio.run(job.due(instance))
        report = counted.id
        if not as_json:
            _show(counted.due, "due")
        yes = yes or not counted.rows
    if not yes and not typer.confirm("Remove this for ever?"):
        raise typer.Exit(1)
    with steps() as shown:
        run = asyncio.run(job.apply(instance, report, shown))
    if as_json:
        print(json.dumps(_told(run)))
    else:
        _show(run.done, "removed")


@retention.command("daily")
def every_day() -> None:
    """Once a day: remove what is due if the city says automatic, else only count it."""
    with steps() as shown:
        run = asyncio.run(daily.once(existing(), shown))
    if run is None:
        out.print("Done within the last day.")
    else:
        _show(run.done if run.ended_at else run.due, "removed" if run.ended_at else "due")


@retention.command("hold")
def hold(
    subject: Subject,
    reason: Annotated[holds.Reason, typer.Option(help="Why nothing of it may go.")],
) -> None:
    """Keep everything of a person or contact until it is released."""
    kind = asyncio.run(holds.hold(existing(), subject, reason))
    out.print(f"Held: the {kind}. Release it when the reason is over.")


@retention.command("release")
def release(subject: Subject) -> None:
    """Let go what was held; the next run removes what is due of it."""
    asyncio.run(holds.release(existing(), subject))
    out.print("Released.")


@retention.command("holds")
def listed(
    released: Annotated[bool, typer.Option("--released", help="Also what was.")] = False,
    as_json: Json = False,
) -> None:
    """Show what is held, oldest first."""
    found = asyncio.run(holds.listed(existing(), released=released))
    columns = ("subject", "kind", "reason", "held (UTC)", "released (UTC)")
    tell(found, as_json=as_json, table=lambda: rows(columns, map(_held, found)))


def _held(each: holds.Hold) -> tuple[object, ...]:
    until = f"{each.released_at:%Y-%m-%d %H:%M}" if each.released_at else None
    return each.subject, each.kind, each.reason, f"{each.held_at:%Y-%m-%d %H:%M}", until


async def _topics(instance: Instance) -> list[str] | None:
    at = await job.moment(instance)
    async with gateway(instance) as tx:
        city = await job.city_of(tx, at)
    return await elsewhere.too_long(instance, city, at.real)


def _say_topics(topics: list[str] | None) -> None:
    if topics is None:
        err.print("Kafka does not answer: how long it keeps events was not compared.")
    for name in topics or ():
        err.print(f"Kafka keeps {name} longer than the table says: lower its retention.ms.")


def _show(lines: Sequence[Line], word: str) -> None:
    there = [line for line in lines if line.rows]
    if not there:
        out.print(f"Nothing {'is due' if word == 'due' else 'was removed'}.")
        return
    columns = ("kind", "database", word, "oldest (UTC)", "of before (UTC)", "is done")
    out.print(rows(columns, map(_line, there)))


def _line(each: Line) -> tuple[object, ...]:
    oldest = f"{each.oldest:%Y-%m-%d}" if each.oldest else None
    return each.kind, each.database, each.rows, oldest, f"{each.limit:%Y-%m-%d %H:%M}", each.then


def _told(run: Run) -> dict[str, Any]:
    return {
        "report": str(run.id),
        "as_of": run.at.business.isoformat(),
        "as_of_real": run.at.real.isoformat(),
        "begun_at": plain(run.begun_at),
        "ended_at": plain(run.ended_at),
        "due": [plain(line) for line in run.due],
        "done": [plain(line) for line in run.done],
    }
