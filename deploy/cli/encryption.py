"""The keys of this instance: made once, rotated while it works, retired when nothing needs them."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from rich.progress import Progress

from deploy.cli.console import err
from deploy.cli.instance import Instance, write_secret
from deploy.cli.sealed_fields import Held, Uses, holders, uses
from deploy.local.command import Problem
from shared.db import Connection
from shared.encryption import Encrypted, Keyring, KeysMissing, KeySource, Purpose, rotation
from shared.encryption.keys import fresh, parsed, with_new, without

GIVEN = "PORTES_ENCRYPTION_KEYS"
SETTLED = timedelta(minutes=10)  # longer than any transaction
PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did; ``unreadable`` rows were left as they are."""

    resumed: bool
    rows: int
    unreadable: list[UUID]


def prepare(instance: Instance) -> None:
    """Make the file of keys at the first time. A lost one is said, never made anew."""
    file = instance.encryption_keys
    if os.environ.get(GIVEN) or file.exists():
        return
    if instance.record.keys_made or instance.record.keys_file:
        err.print(
            f"The encryption keys are not in {file}. Put them back there from your copy: until"
        )
        err.print("then nobody's name, telephone or document can be read or kept.")
        return
    write_secret(file, fresh(datetime.now(UTC)))
    instance.record.keys_made = True
    instance.save()


def document(instance: Instance, purpose: Purpose | None) -> str:
    """A document of keys for the environment: new, or the given one with a new current key."""
    now = datetime.now(UTC)
    if purpose is None:
        return fresh(now)
    _ring(instance)
    return with_new(os.environ.get(GIVEN) or instance.encryption_keys.read_text(), purpose, now)


async def rotate(instance: Instance, purpose: Purpose, shown: Progress) -> Rotated:
    """Make a new current key and bring every row under it; goes on with one that was interrupted.

    Raises ``Problem`` with keys of the environment in use: only whoever set them can add one.
    """
    with _alone(instance):
        async with holders(instance) as held:
            rows, unreadable = await _brought(held, _ring(instance), shown)
            resumed = rows > 0
            if not resumed:  # whatever does not open will not by waiting, and stops no rotation
                rows, unreadable = await _brought(held, _with_new(instance, purpose), shown)
    return Rotated(resumed, rows, unreadable)


async def _brought(held: Held, ring: Keyring, shown: Progress) -> tuple[int, list[UUID]]:
    """Bring every row under the current keys: how many came, and those that do not open."""
    rows, unreadable = 0, list[UUID]()
    behind = sum([await rotation.behind(tx, table, ring) for tx, table in held])
    if behind:
        task = shown.add_task("Rows under the current keys", total=behind)
        for tx, table in held:
            async for done in _renewed(tx, table, ring):
                rows += done.done
                unreadable += done.unreadable
                shown.advance(task, done.done)
    return rows, unreadable


async def _renewed(
    tx: Connection, table: Encrypted, ring: Keyring
) -> AsyncIterator[rotation.Renewed]:
    """Batch after batch; rows that somebody holds are waited for."""
    skip: list[UUID] = []
    while True:
        done = await rotation.renew(tx, table, ring, skip)
        skip += done.unreadable
        yield done
        if not done.done and not done.unreadable:
            if await rotation.behind(tx, table, ring) <= len(skip):
                return
            await asyncio.sleep(PAUSE_SECONDS)


async def retire(instance: Instance, key: str) -> None:
    """Take a key out of the file. Raises ``Problem`` while anything may need it."""
    name = _name(key)
    with _alone(instance):
        ring = _ring(instance)
        keys = next((ring.of(each) for each in Purpose if name in ring.of(each).all), None)
        if keys is None:
            raise Problem("There is no such key. See: portes encryption status")
        if name == keys.current:
            raise Problem("This key is the current one. Rotate first: portes encryption rotate")
        if datetime.now(UTC) - keys.since < SETTLED:
            raise Problem("The key after it is not ten minutes old. Wait: some may still write.")
        async with holders(instance) as held:
            needed = sum(n for (_, each), n in (await uses(held)).items() if each == name)
        if needed:
            raise Problem(f"{needed} fields still need this key. Run: portes encryption rotate")
        if os.environ.get(GIVEN):
            raise Problem(f"Nothing needs it: take it out of {GIVEN} where you keep that.")
        file = instance.encryption_keys
        write_secret(file, without(file.read_text(), name))


async def status(instance: Instance) -> tuple[Keyring | None, Uses]:
    """The keys that are here, if any, and how many fields need each."""
    async with holders(instance) as held:
        used = await uses(held)
    try:
        return _source(instance).ring(), used
    except KeysMissing:
        return None, used


def _source(instance: Instance) -> KeySource:
    return KeySource(os.environ.get(GIVEN), instance.encryption_keys)


def _ring(instance: Instance) -> Keyring:
    try:
        return _source(instance).ring()
    except KeysMissing:
        raise Problem(
            f"There are no encryption keys in {instance.encryption_keys} that can be read. "
            "Put them back from your copy; without them the people's data are lost."
        ) from None


def _with_new(instance: Instance, purpose: Purpose) -> Keyring:
    if os.environ.get(GIVEN):
        raise Problem(
            f"Every row that opens is under the current key of {GIVEN}. Add one "
            f"(portes encryption keys --add {purpose}), start everything with it, "
            "then run this again."
        )
    file = instance.encryption_keys
    changed = with_new(file.read_text(), purpose, datetime.now(UTC))
    write_secret(file, changed)
    return parsed(changed)


def _name(key: str) -> bytes:
    try:
        return bytes.fromhex(key)
    except ValueError:
        raise Problem("A key is named by eight of 0-9 and a-f.") from None


@contextmanager
def _alone(instance: Instance) -> Iterator[None]:
    with (instance.home / "run" / "encryption.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as why:
            raise Problem("Another portes encryption is under way. Wait for it.") from why
        yield
