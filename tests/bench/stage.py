"""An instance of Portes for one benchmark: fresh databases and topics, the real processes."""

import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import psutil
from aiokafka.admin import AIOKafkaAdminClient

from deploy.cli import databases, parts
from deploy.cli.cities import load_into
from deploy.cli.instance import OWNER, Instance, Record
from deploy.local.command import Command
from deploy.local.ports import choose
from shared import db
from shared.identity import Role
from shared.identity.keys import create_key
from shared.settings import Settings
from tests.bench.servers import Servers, running

COPIES = ("bare", "pgbench", "open")


KEYS = 8
"""Machines that ask: one alone would soon ask more often than one may."""


@dataclass
class Stage:
    """The instance, its city's centres, and keys of machines that may open contacts."""

    instance: Instance
    units: list[str]
    keys: list[str]
    processes: dict[int, psutil.Process] = field(default_factory=dict)
    """What runs, by its port."""

    @property
    def host(self) -> str:
        """The host that its web processes answer for."""
        return urlsplit(self.instance.origin).netloc

    @contextmanager
    def part(self, name: str) -> Iterator[int]:
        """Run a part as an installation runs it; the port where it answers."""
        part = next(each for each in parts.parts(self.instance) if each.name == name)
        with self._running(name, part.command(), part.port, part.path):
            yield part.port

    @contextmanager
    def other_web(self, app: str, database: str) -> Iterator[int]:
        """Run another application with the settings of the gateway's web process."""
        part = next(each for each in parts.parts(self.instance) if each.name == "gateway-web")
        command, port = part.command(), choose(["other"], {})["other"]
        changed = {"services.gateway.app:create_app": app, str(part.port): str(port)}
        arguments = tuple(changed.get(each, each) for each in command.arguments)
        environment = {**command.environment, "PORTES_DATABASE_URL": self.dsn(database)}
        fresh = replace(command, arguments=arguments, environment=environment)
        with self._running("other-web", fresh, port, "/readyz"):
            yield port

    @contextmanager
    def _running(self, name: str, command: Command, port: int, path: str | None) -> Iterator[None]:
        def ready() -> bool:
            return answers(port, path or "/")

        with running(command, self.instance.home / f"{name}.log", ready) as pid:
            self.processes[port] = psutil.Process(pid)
            yield

    def dsn(self, database: str) -> str:
        """A database's address for the gateway's user."""
        dsn = urlsplit(self.instance.dsn("gateway", "gateway"))
        return urlunsplit(dsn._replace(path=f"/{self.instance.role(database)}"))

    def admin(self, database: str) -> str:
        """A database's address as the role that may do everything."""
        server = urlsplit(self.instance.admin)
        return urlunsplit(server._replace(path=f"/{self.instance.role(database)}"))

    def settings(self, service: str) -> Settings:
        """The settings of a service's process."""
        return Settings(
            database_url=self.instance.dsn(service, service),
            identity_url=self.instance.dsn("identity", service),
            kafka=self.instance.kafka,
            instance=self.instance.record.instance,
        )

    def worked(self, port: int) -> float:
        """Seconds that the process of that port has kept a core busy."""
        times = self.processes[port].cpu_times()
        return times.user + times.system

    async def copy_of_gateway(self, name: str) -> None:
        """Another database with the gateway's empty tables, and no wall between units."""
        await self._administer(
            f'CREATE DATABASE "{self.instance.role(name)}" '
            f'TEMPLATE "{self.instance.role("gateway")}" OWNER "{self.instance.role(OWNER)}"'
        )
        connection = await asyncpg.connect(self.admin(name))
        for row in await connection.fetch("SELECT relname FROM pg_class WHERE relrowsecurity"):
            table = row["relname"]
            await connection.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
        await connection.close()

    async def drop(self, *copies: str) -> None:
        """Remove what the benchmark made in the servers."""
        for name in copies:
            database = self.instance.role(name)
            await self._administer(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        await databases.drop(self.instance)
        admin = AIOKafkaAdminClient(bootstrap_servers=self.instance.kafka)
        await admin.start()
        prefix = f"{self.instance.record.instance}."
        await admin.delete_topics([t for t in await admin.list_topics() if t.startswith(prefix)])
        await admin.close()

    async def _administer(self, statement: str) -> None:
        connection = await asyncpg.connect(self.instance.admin)
        await connection.execute(statement)
        await connection.close()


def answers(port: int, path: str) -> bool:
    """Whether HTTP answers there, and not with 503."""
    connection = HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status not in {500, 502, 503}
    except OSError:
        return False
    finally:
        connection.close()


@asynccontextmanager
async def stage(folder: Path, servers: Servers) -> AsyncIterator[Stage]:
    """Make an instance with Barcelona's folder; it is gone afterwards."""
    name = f"bench{secrets.token_hex(3)}"
    home = folder / name
    home.mkdir()
    ports = choose(["origin", "postgres", "kafka", "controller"], {})
    record = Record(name, ports["origin"], database=servers.postgres, kafka=servers.kafka)
    made = Stage(Instance(home, record), [], [])
    parts.choose_ports(made.instance)
    try:
        await databases.prepare(made.instance)
        city, _ = await load_into(made.instance)
        made.units = [unit.code for unit in city.units]
        pool = await db.connect(made.admin("identity"), size=1)
        made.keys = [
            await create_key(pool, f"bench-{number}", [Role.RECEPTION]) for number in range(KEYS)
        ]
        await pool.close()
        for name in COPIES:
            await made.copy_of_gateway(name)
        yield made
    finally:
        await made.drop(*COPIES)
