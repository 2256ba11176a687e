"""``python -m tests.bench plans``: how PostgreSQL answers what is asked of tables that grow."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import asyncpg

from shared.db import BUDGETS, Scope, stay_within
from tests.bench.plans_asked import Asked, asked_of
from tests.bench.plans_data import CONTACTS, write_year
from tests.bench.progress import Step
from tests.bench.results import FOLDER
from tests.bench.stage import Stage

HEAD = """\
# Plans of the statements on tables that grow

Written by `python -m tests.bench plans`: {contacts:,} contacts over a year, {present} of them
present now, 200 people of staff, as many answered commands, a fifth of the events still in the
outbox, and a parked message for each twenty contacts. Each statement runs once before it is
explained. PostgreSQL plans a prepared statement for its values at first, and later perhaps once for
all values (the *generic* plan): both are shown. The city's area is all {units} units.
It is asked as the service's user within a scope of all those units by name: the wall between units
is in force.

| Statement | Rows | ms | ms, generic | Reads a growing table from end to end |
| --- | --- | --- | --- | --- |
"""
EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS) EXECUTE asked"
SCAN = re.compile(r"Seq Scan on (\w+)")
TIME = re.compile(r"Execution Time: ([\d.]+) ms")
ROWS = re.compile(r"actual time=\S+ rows=([\d.]+)")


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement's plan, as text, and with the generic one's time."""

    asked: Asked
    text: str
    generic: str

    @property
    def row(self) -> str:
        """The row of the table."""
        [rows, *_] = ROWS.findall(self.text)
        cells = (self.asked.name, f"{float(rows):.0f}", _time(self.text), _time(self.generic))
        return f"| {' | '.join(cells)} | {self._scans() or 'no'} |\n"

    @property
    def section(self) -> str:
        """The plan in full; the generic one where it differs."""
        text = f"\n## {self.asked.name}\n\n```text\n{self.text}\n```\n"
        if _shape(self.text) != _shape(self.generic):
            text += f"\nGeneric:\n\n```text\n{self.generic}\n```\n"
        return text

    def _scans(self) -> str:
        ways = {"for its values": self.text, "generic": self.generic}
        found = {way: sorted(set(SCAN.findall(text))) for way, text in ways.items()}
        return "; ".join(f"{', '.join(names)} ({way})" for way, names in found.items() if names)


async def plans(stage: Stage, quick: bool, step: Step) -> None:
    """Fill, explain, and write the page."""
    contacts, found = CONTACTS[quick], []
    for service in ("gateway", "indicators"):
        connection = await asyncpg.connect(stage.admin(service), timeout=60, command_timeout=600)
        step(f"a year of the {service}")
        await write_year(service, connection, stage.units, contacts)
        await connection.close()
        step(f"plans of the {service}")
        user = stage.instance.dsn(service, service)
        connection = await asyncpg.connect(user, server_settings=BUDGETS)
        await stay_within(connection, Scope.of(stage.units))
        for asked in asked_of(service, stage.units):
            found.append(await _explained(connection, asked))
        await connection.close()
    head = HEAD.format(contacts=contacts, present=300, units=len(stage.units))
    page = head + "".join(plan.row for plan in found) + "".join(plan.section for plan in found)
    if not quick:
        (FOLDER / "plans.md").write_text(page)
    for plan in found:
        step(plan.row.strip())


async def _explained(connection: asyncpg.Connection, asked: Asked) -> Plan:
    plan = Plan(asked, "", "")
    values = ", ".join(_literal(value) for value in asked.values)
    execute = f"{EXPLAIN}({values})" if asked.values else EXPLAIN
    for field, mode in (("text", "force_custom_plan"), ("generic", "force_generic_plan")):
        await connection.execute(f"SET plan_cache_mode = {mode}")
        await connection.execute(f"PREPARE asked AS {asked.statement}")
        await connection.fetch(execute)
        lines = [row[0] for row in await connection.fetch(execute)]
        await connection.execute("DEALLOCATE asked")
        plan = replace(plan, **{field: "\n".join(map(_short, lines))})
    return plan


def _short(line: str) -> str:
    """Without the long lists of units."""
    return re.sub(r"'?\{[^}]{40,}\}'?", "{…}", line)


def _literal(value: Any) -> str:
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(value)
    if isinstance(value, (list, tuple)):
        return _literal("{" + ",".join(f'"{_text(each)}"' for each in value) + "}")
    return "'" + _text(value).replace("'", "''") + "'"


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _time(text: str) -> str:
    [milliseconds] = TIME.findall(text)
    return f"{float(milliseconds):.2f}"


def _shape(text: str) -> list[str]:
    """The plan's nodes without costs, times and values."""
    return [line.split("  (")[0].strip(" ->") for line in text.splitlines() if "  (cost" in line]
