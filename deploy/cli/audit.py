"""``portes audit``: checkpoints of the traces of looks, their proof, and the retention's act."""

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from deploy.cli.instance import OWNER, Instance, write_secret
from deploy.local.command import Problem
from shared.audit import Checkpoint, Kind, Reason, Verdict, verify
from shared.audit.signing import Forged, checkpoints_of, line_of
from shared.db import Connection

Done = Callable[[int, int], None]
STUMP = "SELECT number, hash FROM look_stump WHERE number = $1"
WORDS = {
    Reason.CHANGED: "look {} is not what was written",
    Reason.MISSING: "look {} is missing",
    Reason.TRUNCATED: "look {} and whatever came after it are gone",
    Reason.INSERTED: "look {} was put in beside the chain",
    Reason.REWRITTEN: "from look {} on the chain was rewritten: it fits itself, not a checkpoint",
    Reason.UNSEALED: "looks up to {} were removed, and not by portes audit forget",
    Reason.HEADLESS: "the chain's own beginning or end is gone",
}


def words(verdict: Verdict) -> str:
    """What is wrong, for people."""
    broken = verdict.broken
    return WORDS[broken.reason].format(broken.number) if broken else "whole"


def newest(instance: Instance) -> datetime | None:
    """When a checkpoint was last made, or there was nothing new to sign."""
    file = default_file(instance)
    return datetime.fromtimestamp(file.stat().st_mtime, UTC) if file.exists() else None


def default_file(instance: Instance) -> Path:
    """Where checkpoints go unless somebody says otherwise."""
    return instance.home / "checkpoints.jsonl"


def signing_key(instance: Instance, given: Path | None) -> Ed25519PrivateKey:
    """The key given, else the home's own, made at its first use."""
    place = given or instance.home / "audit.key"
    if not place.exists() and given is None:
        _make_key(place)
    try:
        key = serialization.load_pem_private_key(place.read_bytes(), None)
    except (OSError, ValueError, TypeError) as why:
        raise Problem(
            f"{place} holds no key that can be read. Give an Ed25519 key in PEM."
        ) from why
    if not isinstance(key, Ed25519PrivateKey):
        raise Problem(f"{place} holds another kind of key. Give an Ed25519 key in PEM.")
    return key


def _make_key(place: Path) -> None:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_secret(place, pem.decode())
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    place.with_suffix(".pub").write_bytes(public)


def public_key(instance: Instance, given: Path | None) -> Ed25519PublicKey:
    """The key against which checkpoints are held."""
    place = given or instance.home / "audit.pub"
    try:
        key = serialization.load_pem_public_key(place.read_bytes())
    except (OSError, ValueError) as why:
        raise Problem(f"{place} holds no public key. Give one with --public.") from why
    if not isinstance(key, Ed25519PublicKey):
        raise Problem(f"{place} holds another kind of key. Give an Ed25519 public key in PEM.")
    return key


def read(file: Path, key: Ed25519PublicKey, service: str) -> list[Checkpoint]:
    """The service's checkpoints. Raises ``Problem`` for a file that somebody else has written."""
    try:
        found = checkpoints_of(file.read_text().splitlines(), key)
    except Forged as why:
        raise Problem(
            f"{file}, line {why.line} was not signed with this key. Compare with a copy."
        ) from why
    except OSError as why:
        raise Problem(f"{file} cannot be read.") from why
    return [each for each in found if each.service == service]


async def proof(
    instance: Instance, service: str, checkpoints: Sequence[Checkpoint] | None, done: Done
) -> Verdict:
    """Recompute a service's whole chain."""
    async with _connected(instance, service) as tx:
        return await verify(tx, checkpoints, done=done)


async def note(instance: Instance, service: str, file: Path, key: Ed25519PrivateKey) -> Checkpoint:
    """Recompute what is newer than the last checkpoint, and sign the newest look as another.

    Raises ``Problem`` rather than sign a chain that is broken.
    """
    known = _so_far(file, key, service)
    newest = max(known, key=lambda each: each.number, default=None)
    async with _connected(instance, service) as tx:
        verdict = await verify(tx, known, since=newest)
        if verdict.broken:
            raise Problem(f"{service}: {words(verdict)}. Nothing was signed.")
    made = Checkpoint(service, Kind.HEAD, verdict.number, verdict.hash, datetime.now(UTC))
    if newest is None or newest.number < made.number:
        _append(file, line_of(made, key))
    else:
        _nothing_new(file)
    return made


async def forget(
    instance: Instance, service: str, before: date, file: Path, key: Ed25519PrivateKey
) -> Checkpoint | None:
    """Remove the whole months before a day, once the chain is proved; the stump is signed.

    None when there was nothing to remove.
    """
    known = _so_far(file, key, service)
    async with _connected(instance, service) as tx, tx.transaction():
        verdict = await verify(tx, known)
        if verdict.broken:
            raise Problem(f"{service}: {words(verdict)}. Nothing was removed.")
        try:
            gone = await tx.fetchval("SELECT look_forget($1)", before)
        except asyncpg.InvalidParameterValueError as why:
            raise Problem("Only whole months that are over, each in its own partition.") from why
        row = await tx.fetchrow(STUMP, gone)
        if row is None:
            return None
        made = Checkpoint(service, Kind.STUMP, row["number"], row["hash"], datetime.now(UTC))
        _append(file, line_of(made, key))
    return made


def _so_far(file: Path, key: Ed25519PrivateKey, service: str) -> list[Checkpoint]:
    return read(file, key.public_key(), service) if file.exists() else []


def _append(file: Path, line: str) -> None:
    try:
        with file.open("a") as written:
            written.write(line)
            written.flush()
            os.fsync(written.fileno())
    except OSError as why:
        raise Problem(f"{file} cannot be written. Choose another with --to.") from why


def _nothing_new(file: Path) -> None:
    """The last checkpoint still says all there is to say."""
    file.touch()


@asynccontextmanager
async def _connected(instance: Instance, service: str) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(instance.dsn(service, OWNER))
    try:
        yield connection
    finally:
        await connection.close()
