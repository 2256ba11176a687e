"""``portes report``: figures from the indicators' HTTP API."""

import json
from datetime import date, datetime
from typing import Any

from rich.table import Table

from deploy.cli.console import out
from deploy.cli.instance import Instance
from deploy.cli.remote import Remote


def calls(instance: Instance, day: date, within: float, *, as_json: bool) -> None:
    """A day's calls, all units."""
    query = {"day": day.isoformat(), "within": f"{within:g}"}
    told = Remote(instance).get("/indicators/api/reports/calls", query)
    if as_json:
        print(json.dumps(told))
        return
    table = Table("figure", "value", box=None, pad_edge=False)
    for name, value in _flat(told):
        table.add_row(name, "–" if value is None else f"{value}")
    out.print(table)


def load(instance: Instance, at: datetime, *, as_json: bool) -> None:
    """Calls waiting and being served at an instant, all units."""
    told = Remote(instance).get("/indicators/api/reports/load", {"at": at.isoformat()})
    told["at"] = at.isoformat(timespec="minutes" if not at.second else "auto")
    if as_json:
        print(json.dumps(told))
        return
    out.print(f"At {told['at']}: {told['waiting']} waiting, {told['serving']} being served")


def _flat(told: dict[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    rows: list[tuple[str, Any]] = []
    for name, value in told.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{prefix}{name}.")
        elif isinstance(value, list):
            hours = [f"{each['hour']} h: {each['offered']}" for each in value]
            rows.append((prefix + name, ", ".join(hours) or None))
        else:
            rows.append((prefix + name, value))
    return rows
