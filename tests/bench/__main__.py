"""``python -m tests.bench [--quick] [1 2 3 4 5 | plans]``: measure, show, write ``docs/bench``."""

import argparse
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop
from rich.console import Console

from tests.bench import results
from tests.bench.facts import facts
from tests.bench.freshness import freshness, require_browser
from tests.bench.looks import looks
from tests.bench.machine import machine
from tests.bench.opening import opening
from tests.bench.plans import plans
from tests.bench.progress import Step, progress
from tests.bench.relaying import relaying
from tests.bench.results import Measure
from tests.bench.servers import Servers, servers
from tests.bench.stage import Stage, stage

Bench = Callable[[Stage, bool, Step], Awaitable[list[Measure]]]
BENCHES: dict[str, Bench] = {
    "1": opening,
    "2": relaying,
    "3": facts,
    "4": freshness,
    "5": looks,
}
console = Console(highlight=False)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("which", nargs="*", metavar="1|2|3|4|5|plans", help="all five if none")
    parser.add_argument("--quick", action="store_true", help="a try: small, and nothing is written")
    asked = parser.parse_args()
    which = asked.which or list(BENCHES)
    if unknown := set(which) - {*BENCHES, "plans"}:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    if "4" in which:
        require_browser()
    with tempfile.TemporaryDirectory(prefix="portes-bench-") as folder:
        place = Path(folder)
        console.print("servers …")
        with servers(place) as addresses:
            for number in which:
                uvloop.run(_run(number, asked.quick, place, addresses))


async def _run(number: str, quick: bool, folder: Path, addresses: Servers) -> None:
    where = await machine(addresses)
    async with stage(folder, addresses) as made:
        with progress(console, number) as step:
            if number == "plans":
                await plans(made, quick, step)
                return
            measures = await BENCHES[number](made, quick, step)
    results.show(console, number, measures)
    if not quick:
        results.keep(number, measures, where)


if __name__ == "__main__":
    main()
