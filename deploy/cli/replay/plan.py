"""In what order, how often and when events are sent."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from deploy.cli.replay.log import Event

LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Flaws:
    """How the exchange misbehaves: out of order, twice, late; shares from 0 to 1."""

    shuffle: int | None = None
    """The seed of the order; none keeps the order of time."""
    double: float = 0.0
    late: float = 0.0


@dataclass(frozen=True, slots=True)
class Due:
    """An event and the log's time at which it is sent."""

    at: datetime
    event: Event


def plan(events: Sequence[Event], flaws: Flaws) -> list[Due]:
    """The events in the order of sending; late ones follow all that is up to an hour younger."""
    chance = random.Random(flaws.shuffle or 0)  # noqa: S311 - repeatable on purpose
    everything = sorted(events, key=lambda each: each.at)
    everything += chance.sample(everything, round(len(everything) * flaws.double))
    late = set(chance.sample(range(len(everything)), round(len(everything) * flaws.late)))
    due = [
        Due(each.at + LATE if place in late else each.at, each)
        for place, each in enumerate(everything)
    ]
    in_time = sorted(due, key=lambda each: (each.at, each.at - each.event.at))
    return in_time if flaws.shuffle is None else _shuffled(in_time, chance)


def _shuffled(due: list[Due], chance: random.Random) -> list[Due]:
    """Any order, the late ones last; the times of sending stay in order."""
    times = [each.at for each in due]
    events = [each for each in due if each.at == each.event.at]
    late = [each for each in due if each.at != each.event.at]
    chance.shuffle(events)
    chance.shuffle(late)
    return [Due(at, each.event) for at, each in zip(times, [*events, *late], strict=True)]
