"""An instance's home and databases without its processes, and the command line asked there."""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from deploy.cli import people_commands, retention_commands
from deploy.cli.application import app
from deploy.cli.city.check import read
from deploy.cli.city.folder import BARCELONA
from deploy.cli.instance import DATABASES, Record
from shared.city import City, store
from shared.db import Connection, Scope, stay_within
from tests.fixtures.databases import at, copy_of

NOW = datetime(2031, 5, 20, 10, tzinfo=UTC)
"""The business's time in these tests: years after most of what they keep."""
NOBODY = "127.0.0.1:9"
EMPTY = """
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'
        AND table_type = 'BASE TABLE' AND table_name !~ '^(schema|city|source|look_head|look_stump)'
    LOOP
        EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    IF to_regclass('look_head') IS NOT NULL THEN
        DELETE FROM look_stump WHERE number > 0;
        UPDATE look_head SET at = '-infinity', (number, hash) =
            (SELECT number, hash FROM look_stump);
    END IF;
END $$
"""


class Office:
    """Stands where the command line has its instance."""

    def __init__(self, home: Path, server: str, names: dict[str, str]) -> None:
        self.home, self.server, self.names = home, server, names
        self.kafka = NOBODY
        self.record = Record(instance="", port=0)

    def dsn(self, database: str, role: str) -> str:
        return at(self.server, self.names[database], role)

    def portes(self, *arguments: str, code: int = 0) -> Result:
        done = CliRunner().invoke(app, list(arguments))
        assert done.exit_code == code, (done.output, done.exception)
        return done

    def told(self, *arguments: str) -> Any:
        """What the command tells a program."""
        return json.loads(self.portes(*arguments, "--json").stdout.splitlines()[-1])

    def do(self, act: Callable[[Connection], Coroutine[Any, Any, Any]], name: str) -> Any:
        """As who may do everything in that database."""

        async def within() -> Any:
            connection = await asyncpg.connect(at(self.server, self.names[name]))
            try:
                await stay_within(connection, Scope.SYSTEM)
                async with connection.transaction():
                    return await act(connection)
            finally:
                await connection.close()

        return asyncio.run(within())

    def execute(self, name: str, *statements: str) -> None:
        async def act(tx: Connection) -> None:
            for statement in statements:
                await tx.execute(statement)

        self.do(act, name)

    def rows(self, name: str, statement: str, *arguments: object) -> list[asyncpg.Record]:
        found: list[asyncpg.Record] = self.do(lambda tx: tx.fetch(statement, *arguments), name)
        return found

    def load(self, **changes: Any) -> City:
        """Barcelona's folder, maybe with other rules, as the city that holds."""
        city, _ = read(BARCELONA)
        assert city is not None
        city = city.model_copy(update=changes)
        self.do(lambda tx: store.put(tx, city, datetime(2020, 1, 1, tzinfo=UTC)), "gateway")
        return city


@contextmanager
def an_office(server: str, home: Path, names: tuple[str, ...] = DATABASES) -> Iterator[Office]:
    """An office with databases of its own, which go at the end."""

    async def copies() -> dict[str, str]:
        return {name: await copy_of(server, name) for name in names}

    made = Office(home, server, asyncio.run(copies()))
    yield made
    asyncio.run(_drop(server, *made.names.values()))


def fresh(office: Office, home: Path, patch: pytest.MonkeyPatch) -> Office:
    """The office as on its first day: Barcelona loaded, at ``NOW``, nothing else."""
    office.home, office.kafka = home, NOBODY
    for commands in (retention_commands, people_commands):
        patch.setattr(commands, "existing", lambda: office)
    for name in office.names:
        office.execute(name, "SET LOCAL session_replication_role = replica", EMPTY)
    office.execute("gateway", "DELETE FROM city_version")
    office.load()
    office.execute(
        "identity",
        "INSERT INTO business_clock (anchor_real, anchor_played, speed) "
        f"VALUES (clock_timestamp(), '{NOW.isoformat()}', 0.000001)",
    )
    return office


async def _drop(server: str, *names: str) -> None:
    connection = await asyncpg.connect(server)
    for name in names:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await connection.close()
