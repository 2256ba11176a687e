"""``portes audit``: signed checkpoints outside of the database, and what they prove."""

import asyncio
import json
import os
import stat
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from deploy.cli import audit_commands, status, supervised
from deploy.cli.application import app
from deploy.cli.instance import Instance, Record
from deploy.cli.supervisor import checkpoints
from deploy.local.command import Problem
from shared import db
from shared.db import Pool, Scope, transaction
from tests.fixtures.databases import at, copy_of
from tests.shared.looking import look

SERVICES = ("gateway", "groups")
REHASH = """
DO $$
DECLARE
    previous bytea := (SELECT hash FROM look_stump WHERE number = 0);
    each look;
BEGIN
    FOR each IN SELECT * FROM look ORDER BY number LOOP
        previous := sha256(previous || convert_to(
            look_field(each.number::text)
            || look_field((extract(epoch FROM each.at) * 1000000)::bigint::text)
            || look_field(each.person::text) || look_field(each.reader::text)
            || look_field(each.roles) || look_field(each.unit) || look_field(each.address)
            || look_field(each.act) || look_field(each.relation), 'UTF8'));
        UPDATE look SET hash = previous WHERE number = each.number;
    END LOOP;
    UPDATE look_head SET hash = previous;
END $$
"""


class Office:
    """An instance's home and databases, and the command line that is asked there."""

    def __init__(self, home: Path, server: str, names: dict[str, str]) -> None:
        self.home = home
        self.server = server
        self.names = names
        self.file = home / "checkpoints.jsonl"

    def dsn(self, service: str, role: str) -> str:
        return at(self.server, self.names[service], role)

    def portes(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, ["audit", *arguments])

    def do(self, act: Callable[[Pool], Coroutine[Any, Any, Any]]) -> Any:
        """As who may do everything."""

        async def within() -> Any:
            pool = await db.connect(at(self.server, self.names["gateway"]), size=1)
            try:
                return await act(pool)
            finally:
                await pool.close()

        return asyncio.run(within())

    def look(self, times: int) -> None:
        self.do(lambda pool: look(pool, times))

    def tamper(self, *statements: str) -> None:
        async def act(pool: Pool) -> None:
            async with transaction(pool, Scope.SYSTEM) as tx:
                await tx.execute("SET LOCAL session_replication_role = replica")
                for statement in statements:
                    await tx.execute(statement)

        self.do(act)

    def verified(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        done = self.portes("verify", "--json", *arguments)
        assert done.exit_code == code, done.output
        [told] = [
            each for each in json.loads(done.stdout)["services"] if each["service"] == "gateway"
        ]
        found: dict[str, Any] = told
        return found


@pytest.fixture
def office(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    names = {service: asyncio.run(copy_of(server, service)) for service in SERVICES}
    made = Office(tmp_path, server, names)
    monkeypatch.setattr(audit_commands, "existing", lambda: made)
    monkeypatch.setattr(audit_commands, "SERVICES", SERVICES)
    yield made
    asyncio.run(_drop(server, *names.values()))


async def _drop(server: str, *names: str) -> None:
    connection = await asyncpg.connect(server)
    for name in names:
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await connection.close()


def test_a_whole_trace_is_proved_with_its_checkpoints(office: Office) -> None:
    office.look(3)
    assert office.portes("checkpoint").exit_code == 0
    office.look(2)
    assert office.portes("checkpoint").exit_code == 0
    assert office.portes("checkpoint").exit_code == 0
    lines = [json.loads(line) for line in office.file.read_text().splitlines()]
    assert [(each["service"], each["number"]) for each in lines] == [
        ("gateway", 3),
        ("groups", 0),
        ("gateway", 5),
    ]
    told = office.verified()
    assert told == {
        "service": "gateway",
        "since": 0,
        "number": 5,
        "checkpoints": 2,
        "proved": True,
        "broken": None,
    }
    assert stat.S_IMODE((office.home / "audit.key").stat().st_mode) == 0o600


def test_an_edit_is_named_and_ends_with_one(office: Office) -> None:
    office.look(4)
    office.tamper("UPDATE look SET unit = 'x' WHERE number = 3")
    assert office.verified(code=1)["broken"] == {"number": 3, "reason": "changed"}
    said = office.portes("verify")
    assert "gateway: look 3 is not what was written" in said.stdout
    assert "groups: not proved" in said.stdout


def test_a_trace_without_a_checkpoint_does_not_look_proved(office: Office) -> None:
    office.look(2)
    assert office.portes("checkpoint", "--service", "groups").exit_code == 0
    assert office.verified()["proved"] is False
    said = office.portes("verify")
    assert "gateway: not proved" in said.stdout
    assert "groups: whole" in said.stdout
    assert "rewritten as a whole is not found" in said.stderr


def test_a_trace_rewritten_as_a_whole_is_found_by_the_file_alone(office: Office) -> None:
    office.look(4)
    office.portes("checkpoint")
    office.look(2)
    office.tamper("UPDATE look SET reader = gen_random_uuid() WHERE number = 2", REHASH)
    kept = office.file.rename(office.home / "copied elsewhere")
    assert office.verified()["broken"] is None
    told = office.verified("--checkpoints", str(kept), code=1)
    assert told["broken"] == {"number": 1, "reason": "rewritten"}


def test_a_broken_trace_is_not_signed(office: Office) -> None:
    office.look(4)
    office.tamper("DELETE FROM look WHERE number = 4")
    done = office.portes("checkpoint")
    assert isinstance(done.exception, Problem)
    assert "look 4 and whatever came after it are gone" in str(done.exception)
    assert not office.file.exists()


@pytest.mark.parametrize("change", ["number", "hash", "kind", "at", "signature", "service"])
def test_a_line_that_the_key_did_not_sign_is_refused(office: Office, change: str) -> None:
    office.look(2)
    office.portes("checkpoint")
    first, *rest = office.file.read_text().splitlines(keepends=True)
    told = json.loads(first)
    other = {"number": 1, "hash": "00", "kind": "stump", "at": "2026-01-01T00:00:00+00:00"}
    told[change] = other.get(change, "AAAA")
    office.file.write_text("".join([*rest, json.dumps(told) + "\n"]))
    done = office.portes("verify")
    assert isinstance(done.exception, Problem)
    assert "line 2 was not signed with this key" in str(done.exception)


def test_another_keys_checkpoints_are_refused(office: Office) -> None:
    office.look(2)
    office.portes("checkpoint")
    (office.home / "audit.key").unlink()
    other = office.home / "elsewhere.jsonl"
    assert office.portes("checkpoint", "--to", str(other)).exit_code == 0
    assert isinstance(office.portes("verify").exception, Problem)
    assert office.verified("--checkpoints", str(other))["checkpoints"] == 1


def test_what_retention_removes_is_signed_and_the_rest_stays_provable(office: Office) -> None:
    office.look(3)
    office.tamper(
        "UPDATE look SET at = at - interval '400 days'",
        REHASH,
        "SELECT look_partition(month::date) FROM "
        "(SELECT date_trunc('month', clock_timestamp() - interval '400 days') AS month) AS m",
    )
    office.look(2)
    office.portes("checkpoint")
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    done = office.portes("forget", "--before", today, "--yes")
    assert done.exit_code == 0, done.exception
    assert "gateway: removed up to 3" in done.stdout
    assert "groups: nothing to remove" in done.stdout
    told = office.verified()
    assert (told["since"], told["number"], told["broken"]) == (3, 5, None)
    office.tamper(
        "INSERT INTO look_stump SELECT 4, hash FROM look WHERE number = 4",
        "DELETE FROM look WHERE number = 4",
    )
    assert office.verified(code=1)["broken"] == {"number": 4, "reason": "unsealed"}


def test_an_unknown_service_is_said(office: Office) -> None:
    done = office.portes("verify", "--service", f"s{uuid4().hex[:4]}")
    assert isinstance(done.exception, Problem)


@pytest.mark.parametrize(("said", "seconds"), [(None, 300), ("0.5", 30), ("0", None)])
def test_checkpoints_are_made_so_often(
    monkeypatch: pytest.MonkeyPatch, said: str | None, seconds: float | None
) -> None:
    monkeypatch.delenv(checkpoints.NAME, raising=False)
    if said is not None:
        monkeypatch.setenv(checkpoints.NAME, said)
    assert checkpoints.seconds() == seconds
    monkeypatch.setenv(checkpoints.NAME, "often")
    with pytest.raises(Problem):
        checkpoints.seconds()


def test_status_of_a_start_that_was_refused_says_to_start(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="make up"):
        status.status(Instance(tmp_path, Record("", 8080)))


@pytest.mark.parametrize("newest", [None, 30, 90])
def test_status_says_that_there_has_been_no_checkpoint_for_an_hour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, newest: int | None
) -> None:
    instance = Instance(tmp_path, Record("", 8080))
    monkeypatch.setattr(supervised, "pid", lambda _: 1)
    (tmp_path / "run").mkdir()
    files = {"run/supervisor.lock": 61 if newest is None else 600, "checkpoints.jsonl": newest}
    for name, minutes in files.items():
        if minutes is not None:
            (tmp_path / name).touch()
            then = time.time() - minutes * 60
            os.utime(tmp_path / name, (then, then))
    assert (status.without_checkpoint(instance) is None) == (newest == 30)
