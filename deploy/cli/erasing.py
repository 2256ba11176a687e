"""Erasing people: in the gateway's database, and on a list that outlives a restore."""

import json
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from deploy.cli.cities import business_now
from deploy.cli.instance import OWNER, Instance
from deploy.local.command import Problem
from services.gateway import store
from services.gateway.commands import Erased, Held, Why, erase_person
from shared.db import Connection, Scope, stay_within
from shared.errors import NotFound

NOBODY = "There is no such person. The officer's search shows identifiers."
HELD = "{} or a contact of theirs is held. Release it first: portes retention release"


@dataclass(frozen=True, slots=True)
class Again:
    """What erasing the listed people once more did."""

    erased: Sequence[UUID]
    already: int
    absent: int
    held: Sequence[UUID]


def list_file(instance: Instance) -> Path:
    """Where it is written down who was erased: ids and times, nothing else."""
    return instance.home / "erasures.jsonl"


async def erase(instance: Instance, person: UUID, why: Why) -> Erased:
    """Erase one person. Raises ``Problem`` when there is none, or they are held."""
    at = await business_now(instance)
    async with gateway(instance) as tx:
        try:
            async with tx.transaction():
                done = await erase_person(tx, person, why, at)
                if not done.before:
                    note(instance, [person], why)
        except NotFound as why_not:
            raise Problem(NOBODY) from why_not
        except Held as why_not:
            raise Problem(HELD.format(person)) from why_not
    return done


async def erase_again(instance: Instance, file: Path) -> Again:
    """Erase whoever is on the list, or in the database's own, and was brought back by a backup."""
    at = await business_now(instance)
    erased, held, already, absent = list[UUID](), list[UUID](), 0, 0
    async with gateway(instance) as tx:
        for person in sorted({*listed(file), *await store.erasing.erasures(tx)}):
            try:
                async with tx.transaction():
                    done = await erase_person(tx, person, Why.REQUEST, at)
            except NotFound:
                absent += 1
            except Held:
                held.append(person)
            else:
                already += done.before
                erased += [] if done.before else [person]
    return Again(erased, already, absent, held)


def note(instance: Instance, people: Sequence[UUID], why: Why) -> None:
    """Write them down before the commit: rather one too many than one who comes back unseen."""
    now = datetime.now(UTC).isoformat()
    if not people:
        return
    lines = [json.dumps({"person": str(each), "why": why, "at": now}) + "\n" for each in people]
    file = list_file(instance)
    try:
        file.touch(mode=0o600)
        with file.open("a") as written:
            written.writelines(lines)
            written.flush()
            os.fsync(written.fileno())
    except OSError as why_not:
        raise Problem(f"{file} cannot be written, so nobody was erased.") from why_not


def listed(file: Path) -> set[UUID]:
    """Who is on the list. Raises ``Problem`` for a line that cannot be read."""
    found = set[UUID]()
    try:
        lines = file.read_text().splitlines() if file.exists() else []
    except OSError as why:
        raise Problem(f"{file} cannot be read.") from why
    for number, line in enumerate(lines, 1):
        try:
            found.add(UUID(json.loads(line)["person"]))
        except (ValueError, KeyError, TypeError) as why:
            raise Problem(f"{file}, line {number} cannot be read. Compare with a copy.") from why
    return found


@asynccontextmanager
async def gateway(instance: Instance) -> AsyncIterator[Connection]:
    """The gateway's database as its owner, within the whole city's scope."""
    connection = await asyncpg.connect(instance.dsn("gateway", OWNER))
    try:
        await stay_within(connection, Scope.SYSTEM)
        yield connection
    finally:
        await connection.close()
