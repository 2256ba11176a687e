"""Examples that several shapes hold, and how a shape carries one."""

from typing import Any

from pydantic import ConfigDict

ID = "019cadb5-4c31-7e22-8d5f-3a6e9c8b7f02"
SLOT = "019cadb5-5d42-7f33-9e60-4b7fad9c8013"
WRITTEN: dict[str, Any] = {
    "unit": "poble-sec",
    "reason": "housing",
    "level": "preferential",
    "name": "Maria Roca",
    "contact": "600 000 123",
    "district": "03",
    "about": "Revisar ajuts al lloguer.",
    "assessment": {"author": "Equip de mediació", "valid_until": "2027-02-18"},
    "consents": ["poble-sec"],
}
STANDS: dict[str, Any] = {
    "id": ID,
    "version": 2,
    "code": "D-1001",
    "organisation": "oficina-habitatge",
    "internal": False,
    "unit": "poble-sec",
    "reason": "housing",
    "level": "preferential",
    "restricted": False,
    "state": "requested",
    "side": "sender",
    "responsible": "sender",
    "written_at": "2026-03-02T08:05:10Z",
    "sent_at": "2026-03-02T08:08:00Z",
    "opened_at": None,
    "acknowledged_at": None,
    "answered_at": None,
    "ended_at": None,
    "taken_up_at": None,
    "acknowledge_by": "2026-03-03T08:08:00Z",
    "answer_by": "2026-03-05T08:08:00Z",
    "warn_at": "2026-03-04T10:08:00Z",
    "acknowledge_warn_at": "2026-03-02T15:08:00Z",
    "late": False,
    "near": False,
    "no": None,
    "why": None,
    "missing": [],
    "elsewhere": None,
    "replaces": None,
    "recognised": False,
    "unread": False,
    "person": None,
}


def asked(**example: Any) -> ConfigDict:
    """Of a question: anything unknown in it is refused."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


def shown(example: dict[str, Any]) -> ConfigDict:
    """Of an answer, which is read from what a query found."""
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [example]})
