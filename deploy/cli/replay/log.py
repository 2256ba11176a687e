"""Reads a call log: tab-separated rows with civil times, as exchanges write them, flaws included.

How a row is read: a ``PHANTOM`` is no call. A call enters at ``vru_entry``. It waits ``q_time``
seconds from ``q_start``; with ``q_start`` ``0:00:00`` it never queued and is served or gone at
``vru_exit``. ``AGENT`` talks for ``ser_time`` seconds from the end of the wait; ``HANG`` never
talks. Durations count over clocks that contradict them; a clock more than twelve hours before
``vru_entry`` belongs to the next day.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from deploy.local.command import Problem

CENTRE = ZoneInfo("Europe/Madrid")
NONE = "0:00:00"
CALL = re.compile("[A-Za-z0-9._:-]{1,80}")
NEXT_DAY = timedelta(hours=12)
TIMES = ("date", "vru_entry", "vru_exit", "q_start", "q_time", "ser_time")
COLUMNS = ("vru+line", "call_id", "outcome", *TIMES)


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a call, by the exchange's clock."""

    call: str
    event: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the log as it stands, with its place."""

    file: str
    line: int
    fields: dict[str, str]


@dataclass(slots=True)
class Log:
    """What a log holds: events of calls, how many rows were no calls, and rows nobody can read."""

    events: list[Event]
    calls: int
    phantoms: int
    unread: list[Row]


def read(files: Iterable[Path]) -> Log:
    """Read all files. Raises ``Problem`` for one that is no call log at all."""
    log = Log([], 0, 0, [])
    for file in files:
        for row in _rows(file):
            _take(row, log)
    return log


def _rows(file: Path) -> Iterator[Row]:
    try:
        with file.open(encoding="utf-8", errors="replace", newline="") as text:
            rows = csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
            lacking = set(COLUMNS) - {name.strip() for name in rows.fieldnames or ()}
            if lacking:
                raise Problem(
                    f"{file} is no call log: its first line lacks {', '.join(sorted(lacking))}."
                )
            for fields in rows:
                clean = {k.strip(): (v or "").strip() for k, v in fields.items() if k is not None}
                yield Row(file.name, rows.line_num, clean)
    except OSError as why:
        raise Problem(f"{file} cannot be read: {why.strerror}.") from why


def _take(row: Row, log: Log) -> None:
    if row.fields["outcome"] == "PHANTOM":
        log.phantoms += 1
        return
    try:
        events = list(_events(row.fields))
    except (ValueError, OverflowError):
        log.unread.append(row)
        return
    log.events += events
    log.calls += 1


def _events(fields: dict[str, str]) -> Iterator[Event]:
    call = f"{fields['vru+line']}-{int(fields['call_id'])}"
    if not CALL.fullmatch(call):
        raise ValueError("a name that the gateway would not take")
    entry = _entry(fields["date"], fields["vru_entry"])
    yield Event(call, "rang", entry)
    if fields["q_start"] != NONE:
        start = _clock(fields["q_start"], entry)
        yield Event(call, "queued", start)
        end = start + _seconds(fields["q_time"])
    else:
        end = _clock(fields["vru_exit"], entry)
    match fields["outcome"]:
        case "AGENT":
            yield Event(call, "answered", end)
            yield Event(call, "hung_up", end + _seconds(fields["ser_time"]))
        case "HANG":
            yield Event(call, "hung_up", end)
        case _:
            raise ValueError("an outcome that is none")


def _entry(day: str, clock: str) -> datetime:
    midnight = datetime.strptime(day, "%y%m%d").replace(tzinfo=CENTRE)
    return midnight + _time(clock)


def _clock(clock: str, entry: datetime) -> datetime:
    """The civil time near ``entry``."""
    midnight = entry.replace(hour=0, minute=0, second=0)
    at = midnight + _time(clock)
    return at + timedelta(days=1) if entry - at > NEXT_DAY else at


def _time(clock: str) -> timedelta:
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _seconds(text: str) -> timedelta:
    seconds = int(text)
    if seconds < 0:
        raise ValueError("a duration below zero")
    return timedelta(seconds=seconds)
