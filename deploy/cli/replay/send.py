"""Sends planned events to the gateway, and waits until the indicators have all of them."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from deploy.cli.remote import Remote
from deploy.cli.replay.plan import Due
from deploy.local.command import Problem

MOST = 500
PACE_SECONDS = 0.2
QUIET_SECONDS = 300.0
DAY = timedelta(days=1)


def send(
    remote: Remote, due: Sequence[Due], unit: str, speed: float | None, told: Callable[[int], None]
) -> Counter[str]:
    """Send everything, ``speed`` times as fast as the log, none: as fast as it goes."""
    results: Counter[str] = Counter()
    for batch in _batches(due, speed):
        body = {"events": [_event(each, unit) for each in batch]}
        answer = remote.post("/gateway/api/telephony/events", body, key=str(uuid4()))
        results.update(result["status"] for result in answer["results"])
        told(len(batch))
    return results


def _event(due: Due, unit: str) -> dict[str, str]:
    event = due.event
    at = event.at.astimezone(UTC).isoformat()
    return {"call": event.call, "event": event.event, "at": at, "unit": unit}


def _batches(due: Sequence[Due], speed: float | None) -> Iterator[Sequence[Due]]:
    if speed is None:
        yield from (due[place : place + MOST] for place in range(0, len(due), MOST))
        return
    began, place = time.monotonic(), 0
    while place < len(due):
        reached = due[0].at + timedelta(seconds=(time.monotonic() - began) * speed)
        end = place
        while end < len(due) and due[end].at <= reached and end - place < MOST:
            end += 1
        if end > place:
            yield due[place:end]
            place = end
        else:
            time.sleep(PACE_SECONDS)


def until_arrived(
    remote: Remote, times: Sequence[datetime], told: Callable[[int, int], None]
) -> None:
    """Wait until the indicators know every version of the calls that rang within these times.

    Raises ``Problem`` when nothing moves for five minutes.
    """
    window = {
        "since": (min(times) - DAY).astimezone(UTC).isoformat(),
        "until": (max(times) + DAY).astimezone(UTC).isoformat(),
    }
    sent = remote.get("/gateway/api/telephony/tally", window)
    moved, last = time.monotonic(), None
    while True:
        arrived: dict[str, Any] = remote.get("/indicators/api/tally", window)
        told(arrived["versions"], sent["versions"])
        if arrived == sent:
            return
        if arrived != last:
            moved, last = time.monotonic(), arrived
        if time.monotonic() - moved > QUIET_SECONDS:
            raise Problem(
                f"Nothing has arrived at the indicators for {QUIET_SECONDS:.0f} s. What was sent "
                "is kept in the gateway and goes on by itself. See: portes status"
            )
        time.sleep(PACE_SECONDS)
        sent = remote.get("/gateway/api/telephony/tally", window)
