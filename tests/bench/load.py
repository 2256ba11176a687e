"""The client of benchmark 1, a process of its own: a closed loop of kept connections."""

import asyncio
import itertools
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import uuid4

import uvloop

from tests.bench.children import READY, say, told
from tests.bench.results import percentile
from tests.bench.wire import Connection, request

BODY = b'{"door": "desk", "level": "ordinary"}'


@dataclass
class Load:
    """What was sent and how long it took; only what began after the warm-up is timed."""

    port: int
    paths: list[str]
    headers: list[dict[str, str]]
    """Of whoever asks: each connection is one of them, since each has a rate of their own."""
    begins: float
    ends: float
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    async def keep_asking(self, number: int) -> None:
        """Ask, wait for the answer, ask again."""
        connection = await Connection.to(self.port)
        ours = self.headers[number % len(self.headers)]
        run = uuid4().hex
        for turn in itertools.count(number):
            path = self.paths[turn * 7 % len(self.paths)]
            key = {"idempotency-key": f"{run}-{turn}"}
            asked = request("POST", path, ours | key, BODY)
            start = time.perf_counter()
            if start > self.ends:
                break
            status, _ = await connection.send(asked)
            self._count(start, status)
        connection.close()

    def _count(self, start: float, status: int) -> None:
        end = time.perf_counter()
        self.statuses[status] += 1
        if start >= self.begins and end <= self.ends:
            self.milliseconds.append((end - start) * 1000)


async def main() -> None:
    """Load one server, and say how it went."""
    asked = told()
    say(READY)
    begins = time.perf_counter() + asked["warm"]
    ends = begins + asked["seconds"]
    load = Load(asked["port"], asked["paths"], asked["headers"], begins, ends)
    await asyncio.gather(*(load.keep_asking(n) for n in range(asked["connections"])))
    say(
        {
            "per_second": len(load.milliseconds) / asked["seconds"],
            "p50": percentile(load.milliseconds, 50),
            "p99": percentile(load.milliseconds, 99),
            "opened": load.statuses.pop(201, 0),
            "refused": load.statuses.total(),
            "statuses": sorted(load.statuses),
        }
    )


if __name__ == "__main__":
    uvloop.run(main())
