"""A plain aiokafka reader, a process of its own: it reads all there is, or notes arrivals."""

import time

import uvloop
from aiokafka import AIOKafkaConsumer

from tests.bench.children import READY, say, told
from tests.bench.topics import reader


async def drain(client: AIOKafkaConsumer, count: int) -> float:
    """Read so many messages from the start; messages per second after the first answer."""
    await client.seek_to_beginning()
    say(READY)
    read, since, first = 0, 0.0, 0
    while read < count:
        found = await client.getmany(timeout_ms=200)
        read += sum(map(len, found.values()))
        if read and not since:
            since, first = time.monotonic(), read
    return (read - first) / (time.monotonic() - since)


async def arrivals(client: AIOKafkaConsumer, count: int) -> dict[str, int]:
    """When each of the next so many events arrived, by its id, in monotonic nanoseconds."""
    await client.seek_to_end()
    for place in client.assignment():
        await client.position(place)
    say(READY)
    noted: dict[str, int] = {}
    while len(noted) < count:
        found = await client.getmany(timeout_ms=200)
        now = time.monotonic_ns()
        for records in found.values():
            noted |= {dict(record.headers)["ce_id"].decode(): now for record in records}
    return noted


async def main() -> None:
    """Do what was asked, and say what was seen."""
    asked = told()
    act = {"drain": drain, "arrivals": arrivals}[asked["act"]]
    async with reader(asked["kafka"], asked["topic"]) as client:
        say(await act(client, asked["count"]))


if __name__ == "__main__":
    uvloop.run(main())  # as the product's workers do
