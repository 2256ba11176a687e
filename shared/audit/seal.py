"""The daily look at the trace itself: is the chain whole?"""

from datetime import datetime

import structlog
from opentelemetry import metrics

from shared.audit.chain import Break
from shared.audit.verifying import verify
from shared.db import Tx

_log = structlog.get_logger()
_whole = metrics.get_meter("portes").create_gauge(
    "portes.looks.whole", description="Whether the chain of looks was whole when last recomputed."
)


class Seal:
    """What the last recomputation of this service's chain found."""

    def __init__(self) -> None:
        self.broken: Break | None = None

    async def check(self, tx: Tx, _at: datetime) -> None:
        """Recompute the chain; tell the metric, the log and whoever asks for ``broken``."""
        verdict = await verify(tx)
        self.broken = verdict.broken
        _whole.set(0 if self.broken else 1)
        looks = verdict.number - verdict.since
        if self.broken:
            reason = f"{self.broken.reason} at {self.broken.number}"
            _log.error("trace broken", reason=reason, count=looks)
        else:
            _log.info("trace whole", count=looks)
