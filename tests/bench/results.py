"""What was measured, as a table for people and as JSON for programs."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

FOLDER = Path(__file__).parents[2] / "docs" / "bench"
BEGIN, END = "<!-- results -->", "<!-- end of results -->"
NAMES = {
    "1": "Opening a contact, 32 connections",
    "2": "Outbox to Kafka",
    "3": "Events into facts",
    "4": "Commit to the frame in the browser",
    "5": "Recording a look, 8 readers at once",
}


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure; ``least`` or ``most`` is what we aim at."""

    what: str
    value: float
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def aim(self) -> str:
        """The aim in words."""
        if self.least is not None:
            return f"at least {_number(self.least)}"
        return f"at most {_number(self.most)}" if self.most is not None else ""

    @property
    def met(self) -> str:
        """Whether the aim is met."""
        if not self.aim:
            return ""
        low = self.least is not None and self.value < self.least
        high = self.most is not None and self.value > self.most
        return "not met" if low or high else "met"

    @property
    def row(self) -> tuple[str, str, str, str]:
        """The row of the table."""
        return self.what, f"{_number(self.value)} {self.unit}".strip(), self.aim, self.met


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all, in per cent, does not exceed."""
    ordered = sorted(values)
    if not ordered:
        return float("nan")
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]


def median(rounds: Sequence[dict[str, float]], name: str) -> float:
    """The middle one of a figure's rounds."""
    return statistics.median(each[name] for each in rounds)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def show(console: Console, number: str, measures: Sequence[Measure]) -> None:
    """Print one benchmark's figures."""
    table = Table("what", "measured", "aim", "", title=f"{number}. {NAMES[number]}")
    for each in measures:
        table.add_row(*each.row, style="yellow" if each.met == "not met" else None)
    console.print(table)


def keep(number: str, measures: Sequence[Measure], machine: dict[str, Any]) -> None:
    """Write one benchmark's figures into the JSON and the table; the others stay."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    kept = FOLDER / "results.json"
    known: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    figures = [asdict(each) | {"met": each.met} for each in measures]
    known[number] = {"name": NAMES[number], "machine": machine, "measures": figures}
    kept.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n")
    page = FOLDER / "README.md"
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{_tables(known)}{END}{after}")


def _tables(known: dict[str, Any]) -> str:
    return "".join(_table(number, known[number]) for number in sorted(known))


def _table(number: str, known: dict[str, Any]) -> str:
    machine = known["machine"]
    names = ("what", "value", "unit", "least", "most")
    rows = [Measure(**{name: each[name] for name in names}).row for each in known["measures"]]
    lines = ["| What | Measured | Aim | |", "| --- | --- | --- | --- |"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    where = ", ".join(f"{name} {value}" for name, value in machine.items())
    return (
        f"\n### {number}. {known['name']}\n\n" + "\n".join(lines) + f"\n\nMeasured with {where}.\n"
    )
