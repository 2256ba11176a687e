"""Keys by file or environment, never in a database or a log.

A document of keys is JSON: for each purpose the id of the current key, since when it is that, and
all keys that are still needed, as base64 by their ids.
"""

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

from shared.errors import Unavailable
from shared.settings import Settings

KEY_BYTES = 32
ID_BYTES = 4


class Purpose(StrEnum):
    """What a key is for; no key is for both."""

    DATA = "data"
    """Encrypts fields."""
    INDEX = "index"
    """Digests what is searched for."""


class KeysMissing(Unavailable):
    """This process was given no keys, or none that can be read."""

    code = "keys-missing"
    title = "People's data cannot be read here: the encryption keys are missing."


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one purpose by their ids of four bytes; the current one is for what is new."""

    current: bytes
    since: datetime
    """Since when it is the current one; real time."""
    all: Mapping[bytes, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of a process."""

    data: Keys
    index: Keys

    def of(self, purpose: Purpose) -> Keys:
        """The keys of a purpose."""
        return self.data if purpose is Purpose.DATA else self.index


def fresh(at: datetime) -> str:
    """A document with one new key for each purpose."""
    return json.dumps({purpose: _first(at) for purpose in Purpose}, indent=1)


def with_new(document: str, purpose: Purpose, at: datetime) -> str:
    """The document with a new current key; the others stay, to read with."""
    told = json.loads(document)
    new = _first(at)
    new["keys"] = told[purpose]["keys"] | new["keys"]
    return json.dumps(told | {purpose: new}, indent=1)


def without(document: str, key: bytes) -> str:
    """The document without a key that nothing needs any more."""
    told = json.loads(document)
    for purpose in Purpose:
        told[purpose]["keys"].pop(key.hex(), None)
    return json.dumps(told, indent=1)


def _first(at: datetime) -> dict[str, Any]:
    name = secrets.token_bytes(ID_BYTES).hex()
    key = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    return {"current": name, "since": at.isoformat(), "keys": {name: key}}


def parsed(document: str) -> Keyring:
    """The keys of a document. Raises ``KeysMissing``, saying nothing of what it held."""
    try:
        told = json.loads(document)
        return Keyring(*(_keys(told[purpose]) for purpose in Purpose))
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise KeysMissing from None


def _keys(told: Any) -> Keys:
    found = {bytes.fromhex(name): base64.b64decode(key) for name, key in told["keys"].items()}
    current = bytes.fromhex(told["current"])
    right = all(len(name) == ID_BYTES and len(key) == KEY_BYTES for name, key in found.items())
    if current not in found or not right:
        raise ValueError
    return Keys(current, datetime.fromisoformat(told["since"]), found)


class KeySource:
    """Where a process finds its keys: a text given with the environment, else a file.

    A file is read again once it has changed, so that a rotation needs no restart.
    """

    def __init__(self, text: str | None, file: Path | None) -> None:
        self._given = parsed(text) if text else None
        self._file = file
        self._seen: tuple[int, ...] = ()
        self._read: Keyring | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Where a process with these settings finds them."""
        given = settings.encryption_keys
        return cls(given.get_secret_value() if given else None, settings.encryption_keys_file)

    def ring(self) -> Keyring:
        """The keys as they are now. Raises ``KeysMissing``."""
        if self._given:
            return self._given
        if self._file is None:
            raise KeysMissing
        try:
            now = self._file.stat()
            seen = (now.st_mtime_ns, now.st_ino, now.st_size)
            if self._read is None or seen != self._seen:
                self._read, self._seen = parsed(self._file.read_text()), seen
        except (OSError, UnicodeDecodeError):
            raise KeysMissing from None
        return self._read

    @property
    def there(self) -> bool:
        """Whether there are keys now."""
        try:
            self.ring()
        except KeysMissing:
            return False
        return True
