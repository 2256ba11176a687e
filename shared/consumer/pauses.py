"""Partitions whose reaction failed: each waits alone, longer each time, and is tried again."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition
from opentelemetry import metrics
from opentelemetry.metrics import CallbackOptions, Observation

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Pause:
    """Why a partition stands still, how often it failed, and until when (monotonic seconds)."""

    reason: str
    failures: int
    until: float


class Pauses:
    """The partitions that stand still."""

    def __init__(self) -> None:
        self._paused: dict[TopicPartition, Pause] = {}
        metrics.get_meter("portes").create_observable_gauge(
            "portes.consumer.paused", [self._observe], "{partition}", "Partitions standing still."
        )

    def _observe(self, _options: CallbackOptions) -> Iterable[Observation]:
        yield Observation(len(self._paused))

    def add(self, client: AIOKafkaConsumer, place: TopicPartition, reason: str) -> None:
        """Stand still for a while: half a second at first, twice as long each time."""
        failures = self._paused[place].failures + 1 if place in self._paused else 1
        seconds = min(FIRST_SECONDS * 2 ** (failures - 1), LONGEST_SECONDS)
        self._paused[place] = Pause(reason, failures, time.monotonic() + seconds)
        if place in client.assignment():
            client.pause(place)

    def resume_due(self, client: AIOKafkaConsumer) -> None:
        """Let partitions whose time is over be read again."""
        now = time.monotonic()
        due = [place for place, pause in self._paused.items() if pause.until <= now]
        assigned = client.assignment()
        for place in due:
            if place not in assigned:
                del self._paused[place]
            elif place in client.paused():
                client.resume(place)

    def forget(self, place: TopicPartition) -> None:
        """It went well again."""
        self._paused.pop(place, None)

    def named(self) -> dict[str, str]:
        """``topic/partition`` and the reason, for readiness."""
        return {f"{p.topic}/{p.partition}": pause.reason for p, pause in self._paused.items()}
