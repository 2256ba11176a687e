"""What a play shows while it lasts, and tells at its end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from deploy.cli.console import err, out
from deploy.cli.day.house import House
from deploy.cli.day.ledger import Figures
from deploy.cli.day.recount import Difference
from deploy.local.command import Problem

LOOK_SECONDS = 1.0
SAID_SECONDS = 15.0
MOST_SHOWN = 40
MOST_COLUMNS = 4


@asynccontextmanager
async def shown(house: House) -> AsyncIterator[None]:
    """A bar of who came, of all who are to come; without a terminal a line now and then."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    total = len(house.plan.visits) + len(house.plan.calls)
    with Progress(*columns, TimeElapsedColumn(), console=err) as shown:
        task = shown.add_task(_words(house), total=total)
        came = sum(house.ledger.doors.values())

        async def show() -> None:
            seconds = 0.0
            while True:
                done = min(sum(house.ledger.doors.values()) - came, total)
                shown.update(task, description=_words(house), completed=done)
                if not err.is_terminal and seconds % SAID_SECONDS == 0:
                    err.print(f"{_words(house)}: {done} of {total}")
                await asyncio.sleep(LOOK_SECONDS)
                seconds += LOOK_SECONDS

        showing = asyncio.create_task(show())
        try:
            yield
        finally:
            showing.cancel()
            shown.update(task, description=_words(house), completed=total)


def _words(house: House) -> str:
    local = house.time.now().astimezone(house.plan.wishes.here.zone)
    refused = sum(house.line.refusals.values())
    return f"{local:%a %d %b %H:%M} at {house.time.speed:.0f}x, {refused} refused"


def tell(house: House, different: list[Difference]) -> None:
    """What was done, and where the indicators say otherwise. Raises ``Problem`` where they do."""
    ledger, refusals = house.ledger, house.line.refusals
    doors = ", ".join(f"{number} by {door}" for door, number in sorted(ledger.doors.items()))
    out.print(f"Came: {doors or 'nobody'}. {house.line.asked} requests, {house.line.retried} again")
    for what, counted in (
        ("Refused", refusals),
        ("Noted", ledger.notes),
        ("At the end", +ledger.standing),
    ):
        if counted:
            told = ", ".join(f"{number} {code}" for code, number in counted.most_common())
            out.print(f"{what}: {told}", markup=False)
    out.print(_table(house))
    if not different:
        out.print("The indicators say the same.")
        return
    for each in different[:MOST_SHOWN]:
        place = f"{each.unit}, {each.day}, {each.figure}"
        done, heard = ("not known" if n is None else str(n) for n in (each.done, each.told))
        out.print(f"  {place}: done {done}, indicators {heard}", markup=False)
    raise Problem(f"{len(different)} figures differ from what was done.")


def _table(house: House) -> Table:
    """What was done, by unit; appointments by the state they have now."""
    by_unit: dict[str, Figures] = {}
    for (unit, _), figures in house.ledger.figures().items():
        by_unit.setdefault(unit, Figures()).update(figures)
    names = sorted({name for each in by_unit.values() for name in each if each[name]})
    table = Table("figure", "all", *sorted(by_unit), box=None, pad_edge=False)
    if len(by_unit) > MOST_COLUMNS:
        table = Table("figure", "all", box=None, pad_edge=False)
    for name in names:
        cells = [sum(each[name] for each in by_unit.values())]
        if len(by_unit) <= MOST_COLUMNS:
            cells += [by_unit[unit][name] for unit in sorted(by_unit)]
        table.add_row(name, *map(str, cells))
    return table
