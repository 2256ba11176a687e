"""Whether a part on 127.0.0.1 is ready: its port answers, and with 200 where it speaks HTTP."""

import asyncio
from contextlib import suppress

SECONDS = 2.0


async def answers(port: int | None, path: str | None) -> bool:
    """Ask once, for two seconds at most; a part without a port is ready when it runs."""
    if port is None:
        return True
    try:
        async with asyncio.timeout(SECONDS):
            return await _ask(port, path)
    except (OSError, TimeoutError, EOFError):
        return False


async def _ask(port: int, path: str | None) -> bool:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        if path is None:
            return True
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
        )
        return (await reader.readline()).split()[1:2] == [b"200"]
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
