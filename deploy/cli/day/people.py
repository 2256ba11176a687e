"""Speaking to the system as one who is played: signed in, at a kiosk, or a machine with its key."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

from deploy.cli.day.clock import Time

PATIENCE = 40
"""So often what nobody answers, or not now, is asked again, under the same command id."""
PAUSE_SECONDS = 0.5
BUSY = frozenset({429, 502, 503, 504})
AT_WORK = "conflict"
GONE = 401
SEE_OTHER = 303
MOST_AT_ONCE = 8


class Refused(Exception):
    """The system said no; ``code`` is its problem type."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Line:
    """The way to the system that all who are played share."""

    origin: str
    transport: httpx2.AsyncBaseTransport
    time: Time
    refusals: Counter[str] = field(default_factory=Counter)
    """What was refused, by problem type."""
    retried: int = 0
    asked: int = 0
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_AT_ONCE))


class _Shared(httpx2.AsyncBaseTransport):
    """One transport for everybody, whose end is not the end of one of them."""

    def __init__(self, transport: httpx2.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self._transport.handle_async_request(request)


@dataclass(frozen=True, slots=True)
class Pass:
    """What somebody comes in with: an account's name and password, or a machine's key."""

    name: str
    secret: str
    machine: bool = False


class Person:
    """One who is played, with a browser or programme of their own; without a pass, anybody."""

    def __init__(self, line: Line, way_in: Pass | None) -> None:
        self._line, self._pass = line, way_in
        headers = {"origin": line.origin}
        if way_in is not None and way_in.machine:
            headers = {"authorization": f"Bearer {way_in.secret}"}
        self.client = httpx2.AsyncClient(
            base_url=line.origin, transport=_Shared(line.transport), headers=headers, timeout=30
        )
        self._in = self._never_signs_in = way_in is None or way_in.machine
        self._entering = asyncio.Lock()

    async def come_in(self) -> None:
        """Sign in, if that is not done."""
        if self._in or self._pass is None:
            return
        async with self._entering:
            if self._in:
                return
            form = {"user_name": self._pass.name, "password": self._pass.secret}
            answer = await self._once("POST", "/gateway/sign-in", {"data": form})
            self._in = answer is not None and answer.status_code == SEE_OTHER

    async def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask for an act. Raises ``Refused``."""
        headers = {"idempotency-key": str(uuid4())}
        return _told(await self.ask("POST", path, json=body or {}, headers=headers))

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        """Look at something. Raises ``Refused``."""
        return _told(await self.ask("GET", path, params=query))

    async def ask(self, method: str, path: str, **sent: Any) -> httpx2.Response:
        """Ask until there is an answer, each time in the same words. Raises ``Refused``."""
        for tried in range(PATIENCE):
            await self.come_in()
            answer = await self._once(method, path, sent)
            if answer is not None and not answer.is_error:
                return answer
            code = "no-answer" if answer is None else _code(answer)
            if answer is not None and answer.status_code == GONE and not self._never_signs_in:
                self._in = False
            elif answer is not None and answer.status_code not in BUSY and code != AT_WORK:
                raise self.refuse(code)
            self._line.retried += 1
            await asyncio.sleep(PAUSE_SECONDS * min(tried + 1, 4))
        raise self.refuse(code)

    def refuse(self, code: str) -> Refused:
        """What was answered is of no use; counted, to be raised."""
        self._line.refusals[code] += 1
        return Refused(code)

    async def _once(self, method: str, path: str, sent: dict[str, Any]) -> httpx2.Response | None:
        line = self._line
        with line.time.asking():
            async with line.places:
                line.asked += 1
                try:
                    return await self.client.request(method, path, **sent)
                except httpx2.TransportError:
                    return None


def _told(answer: httpx2.Response) -> dict[str, Any]:
    told: dict[str, Any] = answer.json()
    return told


def _code(answer: httpx2.Response) -> str:
    """The problem's type, without its common beginning."""
    if answer.headers.get("content-type", "").startswith("application/problem+json"):
        return str(answer.json().get("type", answer.status_code)).rpartition("/")[2]
    return str(answer.status_code)
