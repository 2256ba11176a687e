"""One field sealed with AES-256-GCM, bound to its place; and keyed digests for exact search.

A sealed field is: version (1 byte), key id (4), nonce (12), ciphertext and tag. Table, column, row
and key id are bound in: moved to another place it does not open.
"""

import hmac
import secrets
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.encryption.keys import ID_BYTES, Keys
from shared.errors import Refused

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_AT = len(VERSION)
NONCE_AT = KEY_AT + ID_BYTES
TEXT_AT = NONCE_AT + NONCE_BYTES


class CannotBeOpened(Refused):
    """Sealed with a key that is not here, moved from its place, or changed."""

    status: ClassVar[int] = 503
    code = "cannot-be-opened"
    title = "These data cannot be opened: their key is not here, or they were changed."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed field stands; it opens nowhere else."""

    table: str
    column: str
    row: UUID

    def bound(self, header: bytes) -> bytes:
        """What is authenticated along: the header with version and key id, and the place."""
        return b"\0".join([header, self.table.encode(), self.column.encode(), self.row.bytes])


def seal(keys: Keys, place: Place, text: str) -> bytes:
    """The text, sealed with the current key and a nonce of its own."""
    header = VERSION + keys.current
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(keys.all[keys.current])
    return header + nonce + cipher.encrypt(nonce, text.encode(), place.bound(header))


def open_sealed(keys: Keys, place: Place, sealed: bytes) -> str:
    """The text that was sealed at this place. Raises ``CannotBeOpened``."""
    header, nonce, text = sealed[:NONCE_AT], sealed[NONCE_AT:TEXT_AT], sealed[TEXT_AT:]
    key = keys.all.get(header[KEY_AT:])
    if key is None or header[:KEY_AT] != VERSION or len(nonce) != NONCE_BYTES:
        raise CannotBeOpened
    try:
        return AESGCM(key).decrypt(nonce, text, place.bound(header)).decode()
    except InvalidTag:
        raise CannotBeOpened from None


def digest(keys: Keys, kind: str, text: str) -> bytes:
    """The current key's id and its HMAC-SHA-256 of a normalised value; ``kind`` keeps kinds apart.

    Equal values have equal digests, so the key is another than the one that seals.
    """
    return _digest(keys, keys.current, kind, text)


def digests(keys: Keys, kind: str, text: str) -> list[bytes]:
    """The digests under every key that is still in use, to search by."""
    return [_digest(keys, key, kind, text) for key in keys.all]


def _digest(keys: Keys, key: bytes, kind: str, text: str) -> bytes:
    told = b"\0".join([kind.encode(), text.encode()])
    return key + hmac.digest(keys.all[key], told, "sha256")
