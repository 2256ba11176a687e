"""Benchmark 4: from the answer of the gateway to the change on a centre's board in Chromium."""

import asyncio
import json
import time
from bisect import bisect_left
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from uuid import uuid4

from playwright.async_api import Page, async_playwright

from deploy.cli import parts
from shared import db
from shared.identity import Role
from shared.identity.accounts import NewAccount, create_account
from shared.identity.sessions import Sessions
from tests.bench.progress import Step
from tests.bench.relaying import paced
from tests.bench.results import Measure, percentile
from tests.bench.stage import Stage
from tests.bench.wire import Connection, request
from tests.dependencies import chromium

PARTS = ("gateway-web", "gateway-worker", "indicators-web", "indicators-worker", "caddy")
PER_SECOND = 100
STAY_SECONDS = 1.0
"""Each contact leaves after it, so that an opening and a leaving are told alike often."""
WATCH = """
() => {
  window.seen = [];
  const count = () => {
    const name = document.querySelector('.p-fig__name[href$="#offered"]');
    return parseInt(name?.closest("li").querySelector(".p-fig__n").textContent ?? "", 10);
  };
  const note = () => {
    const now = count();
    if (now >= 0 && now !== window.seen.at(-1)?.[1]) window.seen.push([Date.now(), now]);
  };
  new MutationObserver(note).observe(document.body, { childList: true, subtree: true });
  note();
}
"""


def require_browser() -> None:
    """End at once, and loudly, where there is no browser."""
    if chromium() is None:
        raise SystemExit("Benchmark 4 needs Chromium: install it, or set PORTES_CHROMIUM.")


async def freshness(stage: Stage, quick: bool, step: Step) -> list[Measure]:
    """Open and end contacts at one centre while a browser shows its board."""
    contacts = PER_SECOND // 2 * (6 if quick else 40)
    parts.caddy(stage.instance).prepare()
    with ExitStack() as running:
        ports = {name: running.enter_context(stage.part(name)) for name in PARTS}
        unit = stage.units[0]
        async with _board(stage, f"{stage.instance.origin}/indicators/areas/{unit}") as page:
            step("waiting for the board's first figures")
            desk = Door(ports["gateway-web"], stage, unit)
            await desk.connect()
            await desk.visit(0)
            await page.wait_for_function("window.seen.at(-1)?.[1] >= 1", timeout=60_000)
            step(f"{PER_SECOND} events a second")
            await paced(desk.visit, list(range(contacts)), PER_SECOND / 2)
            await page.wait_for_function(f"window.seen.at(-1)[1] >= {contacts + 1}", timeout=60_000)
            seen = await page.evaluate("window.seen")
    late = _late(sorted(desk.answered), seen)
    return [
        Measure(f"commit to DOM at {PER_SECOND} events/s, p50", percentile(late, 50), "ms"),
        Measure(
            f"commit to DOM at {PER_SECOND} events/s, p99", percentile(late, 99), "ms", most=500
        ),
        Measure("contacts counted", len(late)),
    ]


def _late(answered: list[float], seen: list[tuple[float, int]]) -> list[float]:
    """For the n-th answer, when the board first counted n or more; the warm-up is left out."""
    counts = [count for _, count in seen]
    return [
        max(0.0, seen[bisect_left(counts, number)][0] - at)
        for number, at in enumerate(answered, start=1)
        if number > 1
    ]


class Door:
    """Opens contacts at a unit and lets them leave, over a few kept connections."""

    def __init__(self, port: int, stage: Stage, unit: str) -> None:
        self._port = port
        self._headers = {
            "authorization": f"Bearer {stage.keys[0]}",
            "content-type": "application/json",
            "host": stage.host,
        }
        self._unit = unit
        self._free: asyncio.Queue[Connection] = asyncio.Queue()
        self.answered: list[float] = []
        """When each opening was answered, in the browser's milliseconds."""

    async def connect(self) -> None:
        """Connect sixteen times."""
        for _ in range(16):
            self._free.put_nowait(await Connection.to(self._port))

    async def visit(self, _number: int) -> None:
        """Open a contact; let it leave a second later."""
        body = await self._post(f"/api/units/{self._unit}/contacts", b'{"level": "ordinary"}')
        self.answered.append(time.time() * 1000)
        await asyncio.sleep(STAY_SECONDS)
        await self._post(f"/api/contacts/{json.loads(body)['id']}/abandon", b"")

    async def _post(self, path: str, body: bytes) -> bytes:
        connection = await self._free.get()
        headers = self._headers | {"idempotency-key": uuid4().hex}
        status, answer = await connection.send(request("POST", path, headers, body))
        self._free.put_nowait(connection)
        if status not in {200, 201}:
            raise RuntimeError(f"{path} answered {status}")
        return answer


@asynccontextmanager
async def _board(stage: Stage, address: str) -> AsyncIterator[Page]:
    """The page in a browser that a manager has signed in with."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox"]
        )
        context = await browser.new_context()
        name = stage.settings("indicators").cookie
        cookie = {"name": name, "value": await _session(stage), "url": stage.instance.origin}
        await context.add_cookies([cookie])
        page = await context.new_page()
        shown = await page.goto(address)
        if shown is None or not shown.ok:
            raise RuntimeError(f"the board was not shown: {shown and shown.status}")
        await page.evaluate(WATCH)
        yield page
        await browser.close()


async def _session(stage: Stage) -> str:
    pool = await db.connect(stage.admin("identity"), size=1)
    manager = NewAccount("bench", uuid4().hex, frozenset({Role.MANAGER}), None)
    token = await Sessions(pool).begin(await create_account(pool, manager))
    await pool.close()
    return token
