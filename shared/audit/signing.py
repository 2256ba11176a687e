"""Checkpoints as signed lines of a file, which whoever keeps the database cannot make."""

import base64
import binascii
import json
from collections.abc import Iterable
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.audit.chain import Checkpoint, Kind, field


class Forged(Exception):
    """A line, counted from 1, that this key never signed, or that cannot be read."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def line_of(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """The checkpoint as a line of JSON with its signature."""
    signature = base64.b64encode(key.sign(_signed(checkpoint))).decode()
    return json.dumps(_said(checkpoint) | {"signature": signature}) + "\n"


def checkpoints_of(lines: Iterable[str], key: Ed25519PublicKey) -> list[Checkpoint]:
    """What the lines say. Raises ``Forged`` for the first one that is not the key's."""
    found = []
    for number, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
            checkpoint = _checkpoint(told)
            key.verify(base64.b64decode(told["signature"]), _signed(checkpoint))
        except (ValueError, KeyError, TypeError, binascii.Error, InvalidSignature) as why:
            raise Forged(number) from why
        found.append(checkpoint)
    return found


def _said(checkpoint: Checkpoint) -> dict[str, str | int]:
    return {
        "service": checkpoint.service,
        "kind": str(checkpoint.kind),
        "number": checkpoint.number,
        "hash": checkpoint.hash.hex(),
        "at": checkpoint.at.isoformat(),
    }


def _signed(checkpoint: Checkpoint) -> bytes:
    return b"portes checkpoint" + b"".join(map(field, _said(checkpoint).values()))


def _checkpoint(told: dict[str, str]) -> Checkpoint:
    return Checkpoint(
        told["service"],
        Kind(told["kind"]),
        int(told["number"]),
        bytes.fromhex(told["hash"]),
        datetime.fromisoformat(told["at"]),
    )
