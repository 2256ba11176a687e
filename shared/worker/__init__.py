"""The worker process of a service: relay, consumer, timers, heartbeat, health."""

from shared.worker.process import run
from shared.worker.timers import Timer

__all__ = ["Timer", "run"]
