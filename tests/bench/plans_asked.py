"""The statements on growing tables, with values of a usual question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import md5
from typing import Any
from uuid import UUID

from services.gateway.queries.contacts import LAST
from services.gateway.queries.reception import PRESENT as RECEPTION
from services.gateway.queries.walls import CALLS, FOR, LONGEST_DAY
from services.gateway.store.contacts import LEFT_OVER, WAITING
from services.indicators.queries.boards import TODAY
from services.indicators.queries.courses import COURSE, WAITED
from services.indicators.queries.figures import STRETCHES
from services.indicators.queries.present import DESKS, PRESENT
from services.indicators.store.rebuilding import ARCHIVE
from shared.outbox.relay import BATCH, NEXT
from shared.web.commands import KEPT

STAFF = UUID(md5(b"staff 3", usedforsecurity=False).hexdigest())
PARKED = "SELECT * FROM parked_event WHERE id > $1 AND retried_at IS NULL ORDER BY id LIMIT $2"
WITHIN = 20_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement with its values."""

    name: str
    statement: str
    values: Sequence[Any] = ()


def asked_of(service: str, units: list[str]) -> list[Asked]:
    """What that service asks of its tables."""
    now = datetime.now(UTC)
    return _indicators(now, units) if service == "indicators" else _gateway(now, units)


def _gateway(now: datetime, units: list[str]) -> list[Asked]:
    unit = units[0]
    return [
        Asked("reception PRESENT, one unit", RECEPTION, ([unit],)),
        Asked("reception PRESENT, all units", RECEPTION, (units,)),
        Asked("LAST act of a person", LAST, (STAFF, unit, now - timedelta(minutes=10))),
        Asked("WAITING of a unit", WAITING, (unit,)),
        Asked("LEFT_OVER at closing", LEFT_OVER, (unit, now)),
        Asked(
            "wall CALLS, one unit",
            CALLS,
            ([unit], now - LONGEST_DAY, now - FOR),
        ),
        Asked("answered command KEPT", KEPT, (STAFF, "none")),
        Asked("outbox NEXT, with a backlog", NEXT, (BATCH,)),
        Asked(
            "archive, a chunk of a rebuild",
            ARCHIVE,
            (now - timedelta(days=1), 0, ["gateway.contacts"], 5000),
        ),
        Asked("parked list", PARKED, (0, 100)),
    ]


def _indicators(now: datetime, units: list[str]) -> list[Asked]:
    day = now - timedelta(days=40)
    hours = [day + timedelta(hours=hour) for hour in range(24)]
    month = [now - timedelta(days=days) for days in range(30, 0, -1)]
    quarters = [now - timedelta(minutes=15 * n) for n in range(7, -1, -1)]
    today = now - timedelta(hours=18)
    unit = units[:1]
    return [
        Asked(
            "figures STRETCHES, a day by hours, all units",
            STRETCHES,
            (day, day + timedelta(days=1), None, None, WITHIN, hours, True),
        ),
        Asked(
            "figures STRETCHES, a month by days, one unit",
            STRETCHES,
            (month[0], now, None, unit, WITHIN, month, True),
        ),
        Asked(
            "figures STRETCHES, a month by days, all units",
            STRETCHES,
            (month[0], now, None, units, WITHIN, month, True),
        ),
        Asked("PRESENT now, one unit", PRESENT, (now, unit, True)),
        Asked("PRESENT now, all units", PRESENT, (now, units, True)),
        Asked("PRESENT forty days ago, all units", PRESENT, (day, units, True)),
        Asked("DESKS now, all units", DESKS, (units, now)),
        Asked("board TODAY, one unit", TODAY, (today, now, None, unit, WITHIN, True)),
        Asked("board TODAY, all units", TODAY, (today, now, None, units, WITHIN, True)),
        Asked("COURSE of the day, all units", COURSE, (quarters, now, units, True)),
        Asked("WAITED, all units", WAITED, (quarters, units, True)),
    ]
