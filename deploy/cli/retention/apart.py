"""What goes by whole days or months: told events, and the trace of looks with its proof."""

from datetime import UTC, date, datetime, time

from deploy.cli import archive, audit
from deploy.cli.retention.work import Found, Work

ARCHIVED = "SELECT count(*) AS rows, min(at) AS oldest FROM outbox_archive WHERE at < $1"
LOOKS = "SELECT count(*) AS rows, min(at) AS oldest FROM look WHERE at < $1"
HELD = "SELECT min(at) FROM look WHERE person = ANY($1)"


class Archive:
    """Days of told events."""

    business = False

    async def due(self, work: Work) -> Found:
        """Events of days that are over."""
        row = await work.tx.fetchrow(ARCHIVED, _start(work.limit.astimezone(UTC).date()))
        return Found.of(row)

    async def step(self, work: Work) -> int:
        """Drop their partitions, all at once."""
        found = await self.due(work)
        gone = await archive.drop(work.instance, work.database, work.limit.astimezone(UTC).date())
        return found.rows if gone else 0


class Looks:
    """Whole months of looks, from the oldest on; the rest stays provable."""

    business = False

    async def due(self, work: Work) -> Found:
        """Looks of months that are over; from the first held person's on they stay."""
        return Found.of(await work.tx.fetchrow(LOOKS, _start(await self._before(work))))

    async def step(self, work: Work) -> int:
        """Prove the chain, remove months, sign the stump. Raises ``Problem`` for a broken one."""
        found = await self.due(work)
        if not found.rows:
            return 0
        file = audit.default_file(work.instance)
        key = audit.signing_key(work.instance, None)
        before = await self._before(work)
        made = await audit.forget(work.instance, work.database, before, file, key)
        return found.rows if made else 0

    async def _before(self, work: Work) -> date:
        held = await work.tx.fetchval(HELD, list(work.held)) if work.held else None
        first = min(work.limit, held) if held else work.limit
        return first.astimezone(UTC).date().replace(day=1)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
