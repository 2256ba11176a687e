"""The bare handler's statements in PostgreSQL alone, by pgbench of the same package."""

import asyncio
import os
import subprocess
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

from deploy.local.postgres import wheel
from tests.bench.results import percentile
from tests.bench.stage import Stage

DATA = '{"door": "desk", "level": "ordinary", "state": "waiting", "filled": "' + "x" * 160 + '"}'
SPANS = '[{"at": "2026-01-01T00:00:00+00:00", "unit": "unit 10", "state": "waiting"}]'
SCRIPT = f"""
\\set unit random(1, {{units}})
BEGIN;
INSERT INTO ticket_counter (unit, day, last) VALUES ('unit ' || :unit::text, current_date, 1)
ON CONFLICT (unit, day) DO UPDATE SET last = ticket_counter.last + 1 RETURNING last \\gset
INSERT INTO contact (id, version, code, door, unit, centre, level, state, city_version, opened_at,
                     waiting_from, calls, spans)
VALUES (uuidv7(), 1, 'U ' || :last::text, 'desk', 'unit ' || :unit::text, 'unit', 'ordinary',
        'waiting', 1, now(), now(), 0, '{SPANS}');
INSERT INTO outbox_pending (event_id, topic, key, type, version, data)
VALUES (gen_random_uuid(), 'gateway.contacts', gen_random_uuid()::text,
        'gateway.contact_opened.v1', 1, '{DATA}');
COMMIT;
"""


async def pgbench(stage: Stage, connections: int, seconds: float, folder: Path) -> dict[str, float]:
    """Transactions per second and their times in milliseconds."""
    log = folder / f"pgbench-{uuid4().hex}"
    script = folder / "pgbench.sql"
    script.write_text(SCRIPT.replace("{units}", str(len(stage.units))))
    arguments = (
        *(str(wheel() / "bin" / "pgbench"), "--no-vacuum", "--protocol=prepared", "--log"),
        *(f"--log-prefix={log}", f"--client={connections}", "--jobs=2"),
        *(f"--time={round(seconds)}", f"--file={script}"),
    )
    await asyncio.to_thread(_run, arguments, stage.dsn("pgbench"))
    times = await asyncio.to_thread(_times, log)
    return {
        "per_second": len(times) / round(seconds),
        "p50": percentile(times, 50),
        "p99": percentile(times, 99),
    }


def _times(log: Path) -> list[float]:
    """Milliseconds of each transaction, from what each of pgbench's threads noted."""
    lines = [line for part in log.parent.glob(f"{log.name}.*") for line in part.open()]
    return [int(line.split()[2]) / 1000 for line in lines]


def _run(arguments: tuple[str, ...], dsn: str) -> None:
    where = urlsplit(dsn)
    address = {
        "PGHOST": where.hostname or "",
        "PGPORT": str(where.port),
        "PGUSER": where.username or "",
        "PGPASSWORD": where.password or "",
        "PGDATABASE": where.path[1:],
    }
    subprocess.run(arguments, env={**os.environ, **address}, check=True, capture_output=True)
