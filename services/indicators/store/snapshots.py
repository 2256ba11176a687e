"""Pending calls, appointments and gaps: one row each, replaced only by a greater version."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.contracts import Event
from shared.contracts.gateway import (
    AppointmentChanged,
    AttemptResult,
    PaperModeChanged,
    PendingCallChanged,
)
from shared.db import Tx


@dataclass(frozen=True, slots=True)
class Snapshots:
    """A table of snapshots: its columns with their types, the key first, then the version."""

    table: str
    columns: dict[str, str]
    worked_out: tuple[str, ...] = ()
    """Columns that no event tells by itself."""

    @property
    def key(self) -> str:
        """The column that tells snapshots apart."""
        return next(iter(self.columns))

    def keep(self) -> str:
        """The statement that keeps a batch, at most one of each key."""
        arrays = ", ".join(f"${n}::{kind}[]" for n, kind in enumerate(self.columns.values(), 1))
        return (
            f"INSERT INTO {self.table} AS fact ({', '.join(self.columns)}) "
            f"SELECT * FROM unnest({arrays}) ON CONFLICT ({self.key}) DO UPDATE SET "
            f"{self._new('excluded', self.columns)} WHERE excluded.version > fact.version"
        )

    def correct(self) -> str:
        """The statement that puts shadow facts in the place of older or differing ones."""
        return (
            f"UPDATE public.{self.table} AS fact "
            f"SET {self._new('told', (*self.columns, *self.worked_out))} "
            f"FROM pg_temp.{self.table} AS told WHERE told.{self.key} = fact.{self.key} "
            "AND told.version >= fact.version AND told IS DISTINCT FROM fact"
        )

    def _new(self, source: str, columns: Iterable[str]) -> str:
        return ", ".join(f"{name} = {source}.{name}" for name in columns if name != self.key)


PENDING_CALLS = Snapshots(
    "pending_call_fact",
    {
        "pending_id": "uuid",
        "version": "bigint",
        "unit": "text",
        "origin": "text",
        "contact_id": "uuid",
        "level": "text",
        "state": "text",
        "restricted": "boolean",
        "first_at": "timestamptz",
        "due_at": "timestamptz",
        "attempts": "int",
        "ended_at": "timestamptz",
        "settled": "text",
    },
    worked_out=("passed_from", "passed_at"),
)
APPOINTMENTS = Snapshots(
    "appointment_fact",
    {
        "appointment_id": "uuid",
        "version": "bigint",
        "unit": "text",
        "kind": "text",
        "state": "text",
        "contact_id": "uuid",
        "restricted": "boolean",
        "requested_at": "timestamptz",
        "booked_at": "timestamptz",
        "starts_at": "timestamptz",
        "minutes": "int",
        "arrived_at": "timestamptz",
        "ended_at": "timestamptz",
        "moves": "int",
        "began_at": "timestamptz",
        "referral_id": "uuid",
    },
)
PAPER_GAPS = Snapshots(
    "paper_gap_fact",
    {
        "gap_id": "uuid",
        "version": "bigint",
        "unit": "text",
        "began_at": "timestamptz",
        "ended_at": "timestamptz",
        "entered_at": "timestamptz",
        "withdrawn": "boolean",
    },
)
TAKEN = (PENDING_CALLS, APPOINTMENTS, PAPER_GAPS)


async def keep_pending_calls(tx: Tx, events: Iterable[PendingCallChanged]) -> None:
    """Keep what these events tell; at most one event of each may be given."""
    await keep_snapshots(tx, PENDING_CALLS, events)


async def keep_appointments(tx: Tx, events: Iterable[AppointmentChanged]) -> None:
    """Keep what these events tell; at most one event of each may be given."""
    await keep_snapshots(tx, APPOINTMENTS, events)


async def keep_paper_gaps(tx: Tx, events: Iterable[PaperModeChanged]) -> None:
    """Keep what these events tell; at most one event of each may be given."""
    await keep_snapshots(tx, PAPER_GAPS, events)


async def keep_snapshots(tx: Tx, into: Snapshots, events: Iterable[Event]) -> None:
    """Keep what these events tell in that table; at most one event of each key may be given."""
    ordered = sorted(events, key=lambda each: each.key)
    rows = [[_value(each, name) for name in into.columns] for each in ordered]
    if rows:
        await tx.execute(into.keep(), *zip(*rows, strict=True))


def _value(event: Event, name: str) -> object:
    if name == "attempts" and isinstance(event, PendingCallChanged):
        return sum(each.result is not AttemptResult.ENGAGED for each in event.attempts)
    return getattr(event, name)
