"""One whole small system behind one origin, for people who come with a browser.

Every part is the real one: web processes and workers as they are deployed, Caddy before them, the
run's PostgreSQL and Kafka behind. Each test takes a centre of its own, so that none meets another.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2
from aiokafka.admin import AIOKafkaAdminClient

from deploy.cli.parts import BEHIND_THE_ORIGIN
from deploy.local.caddy import Caddy
from deploy.local.command import Command
from shared.db import Scope, transaction
from shared.identity import Role
from shared.identity.accounts import NewAccount, create_account
from shared.identity.keys import create_key
from shared.identity.sessions import Sessions
from tests.fixtures.cities import NORD
from tests.fixtures.databases import ROOT
from tests.fixtures.messaging import until
from tests.fixtures.postbox import Postbox
from tests.fixtures.web import KEYS
from tests.sideways.topics import search_topics
from tests.sideways.watch import LOG, METRIC, watch

SERVICES = ("gateway", "referrals", "groups", "indicators")
READY_SECONDS = 90.0
CENTRES = 400
"""One for each time that a test asks for somebody at a centre of their own, and many to spare."""
OUR_COMMAND = (
    "--loop",
    "uvloop",
    "--http",
    "httptools",
    "--log-level",
    "warning",
    *BEHIND_THE_ORIGIN,
)
NOBODY_THERE = "http://127.0.0.1:9"
"""An identity provider that is away."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account and a session that has begun."""

    id: UUID
    user_name: str
    password: str
    unit: str
    token: str


@dataclass(slots=True)
class Stack:
    """A system that runs; parts have names as ``portes status`` says them."""

    folder: Path
    instance: str
    kafka: str
    ports: dict[str, int]
    databases: dict[str, str]
    sessions: Sessions
    identity: asyncpg.Pool
    client: httpx2.AsyncClient
    post: Postbox
    """Where mail to the data-protection officer comes in."""
    told: dict[str, str]
    """What its processes are told besides."""
    _processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _centres: Iterator[int] = field(default_factory=lambda: iter(range(1, CENTRES + 1)))

    @property
    def origin(self) -> str:
        """What a browser opens."""
        return f"http://localhost:{self.ports['caddy']}"

    @property
    def cookie(self) -> str:
        """The session cookie's name."""
        return self.cookie_name("session")

    def cookie_name(self, what: str) -> str:
        """The name of a cookie of this instance."""
        return f"{self.instance}_portes_{what}"

    async def someone(
        self, *roles: Role, unit: str | None = None, language: str = "ca", everywhere: bool = False
    ) -> Person:
        """A new account at a centre that nobody else uses, unless one is named, signed in."""
        place = unit or (NORD if everywhere else self._centre())
        name, password = f"p-{uuid4().hex[:10]}", uuid4().hex
        units = None if everywhere else frozenset({place})
        new = NewAccount(name, password, frozenset(roles or {Role.RECEPTION}), units, language)
        async with transaction(self.identity, Scope.SYSTEM) as tx:
            account = await create_account(tx, new)
        return Person(account, name, password, place, await self.token(account))

    def _centre(self) -> str:
        number = next(self._centres, None)
        assert number, f"all {CENTRES} centres are taken: the tests need more"
        return f"c{number:02}"

    async def token(self, account: UUID, language: str | None = None) -> str:
        """Another session of the account, in this language."""
        token = await self.sessions.begin(account)
        if language:
            await self.sessions.speak(token, language)
        return token

    async def ask(self, who: Person, path: str, **body: object) -> Any:
        """Let somebody act through the gateway's API, past the origin; what it answers."""
        return await self.ask_at("gateway", who, path, **body)

    async def ask_at(self, service: str, who: Person, path: str, **body: object) -> Any:
        """Let somebody act through the API of a service, past the origin; what it answers."""
        headers = {
            "cookie": f"{self.cookie}={who.token}",
            "idempotency-key": str(uuid4()),
            "origin": self.origin,
            "host": self.origin.partition("://")[2],
        }
        url = f"http://127.0.0.1:{self.ports[f'{service}-web']}/api{path}"
        answer = await self.client.post(url, json=body or None, headers=headers)
        assert answer.is_success, answer.text
        return answer.json()

    async def arrive(self, who: Person, times: int = 1, **body: object) -> list[str]:
        """People come to somebody's centre; the ids of their contacts."""
        path = f"/units/{who.unit}/contacts"
        return [(await self.ask(who, path, door="desk", **body))["id"] for _ in range(times)]

    async def open_desk(self, who: Person, number: int = 1) -> None:
        """Somebody sits down at a desk of their centre."""
        await self.ask(who, f"/units/{who.unit}/desks/{number}/open")

    async def call(self, who: Person, number: int = 1) -> str:
        """Call whoever is next; the contact's id."""
        called = await self.ask(who, f"/units/{who.unit}/desks/{number}/call-next")
        return str(called["contact"]["id"])

    async def start(self, *parts: str) -> None:
        """Start these parts side by side, and wait until all are ready."""
        for part in parts:
            with (self.folder / f"{part}.log").open("ab") as log:
                self._processes[part] = self._command(part).start(log)
        await asyncio.gather(*(until(lambda p=p: self._ready(p), READY_SECONDS) for p in parts))

    async def stop(self, *parts: str, kill: bool = False) -> None:
        """End these parts, in order or at once."""
        ending = [self._processes.pop(part) for part in parts]
        for process in ending:
            process.kill() if kill else process.terminate()
        await asyncio.gather(*(asyncio.to_thread(process.wait, 20) for process in ending))

    async def end(self) -> None:
        """End all parts, search what they told, and remove the topics."""
        await self._search_metrics()
        await self.stop(*self._processes, kill=True)
        watch().look_at_files(LOG, self.folder.glob("*.log"))
        await search_topics(self.kafka, self.instance)
        admin = AIOKafkaAdminClient(bootstrap_servers=self.kafka)
        await admin.start()
        try:
            ours = [name for name in await admin.list_topics() if name.startswith(self.instance)]
            await admin.delete_topics(ours)
        finally:
            await admin.close()

    async def _search_metrics(self) -> None:
        async with transaction(self.identity, Scope.SYSTEM) as tx:
            key = await create_key(tx, f"metrics-{uuid4().hex[:6]}", {Role.METRICS}, None)
        for part in sorted(set(self._processes) - {"caddy"}):
            url = f"http://127.0.0.1:{self.ports[part]}/metrics"
            answer = await self.client.get(url, headers={"authorization": f"Bearer {key}"})
            watch().look(METRIC, answer.raise_for_status().content, f"{part}, the browser's system")

    async def _ready(self, part: str) -> bool:
        process = self._processes[part]
        assert process.poll() is None, f"{part}: {(self.folder / f'{part}.log').read_text()[-900:]}"
        path = "/gateway/sign-in" if part == "caddy" else "/readyz"
        try:
            answer = await self.client.get(f"http://127.0.0.1:{self.ports[part]}{path}")
        except httpx2.TransportError:
            await asyncio.sleep(0.05)
            return False
        return answer.is_success or part == "caddy"

    def _command(self, part: str) -> Command:
        if part == "caddy":
            behind = {name: self.ports[f"{name}-web"] for name in SERVICES}
            origin = Caddy(self.folder / "caddy", self.ports["caddy"], behind)
            origin.prepare()
            return origin.command()
        name, _, kind = part.partition("-")
        if kind == "worker":
            arguments: tuple[str, ...] = ("-m", f"services.{name}.worker")
        else:
            serve = ("-m", "uvicorn", "--factory", f"services.{name}.app:create_app")
            place = ("--port", str(self.ports[part]), "--root-path", f"/{name}", *OUR_COMMAND)
            arguments = (*serve, *place, "--timeout-graceful-shutdown", "2", "--no-access-log")
        return Command((sys.executable, *arguments), ROOT, self._environment(name, part))

    def _environment(self, name: str, part: str) -> dict[str, str]:
        return {
            "PORTES_DATABASE_URL": self.databases[name],
            "PORTES_IDENTITY_URL": self.databases["identity"],
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka,
            "PORTES_INSTANCE": self.instance,
            "PORTES_ORIGIN": self.origin,
            "PORTES_OFFICER_MAIL": "officer@city.example" if part == "gateway-worker" else "",
            "PORTES_SMTP_HOST": "127.0.0.1",
            "PORTES_SMTP_PORT": str(self.post.port),
            "PORTES_SMTP_TLS": "none",
            "PORTES_SMTP_FROM": "portes@city.example",
            "PORTES_PARTITIONS": "1",
            "PORTES_POOL_SIZE": "4",
            "PORTES_METRICS_PORT": str(self.ports[part]) if part.endswith("worker") else "0",
            "PORTES_ENCRYPTION_KEYS": KEYS,
            "PORTES_OIDC_ISSUER": f"{NOBODY_THERE}/realms/city" if part == "gateway-web" else "",
            "PORTES_OIDC_CLIENT_ID": "portes",
            "PYTHONPATH": str(ROOT),
            "TZ": "UTC",
            **self.told,
        }
