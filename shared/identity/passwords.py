"""Passwords: argon2id, and which are refused (ASVS 5.0, 6.2).."""

import asyncio
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.identity.refusals import (
    PasswordOfContext,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)

SHORTEST, LONGEST = 12, 200
SYSTEM = ("portes", "serveissocials", "serviciossociales", "socialservices")
SHORTEST_WORD = 4
COMMON = Path(__file__).with_name("common_passwords.txt")
REPEATED = re.compile(r"(.{1,4})\1+.{0,3}", re.S)
"""One to four characters over and over again."""
ROWS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
"""RFC 9106's second choice. A hash of other parameters is made anew at the next sign-in."""
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$sx4hwqr4KVR+kms4Ea7C+w"
    "$MzQo8MuVbldCiLunGE/6aGC5zxrIQRoyZv12eo7k3h4"
)
"""Checked when there is no hash, so that both answers take as long; of a password nobody kept."""


async def hashed(password: str) -> str:
    """What is kept of a password."""
    return await asyncio.to_thread(_hasher.hash, _same(password))


async def fits(kept: str | None, password: str) -> bool:
    """Whether the password is the one that was kept; takes as long when none was."""
    right = await asyncio.to_thread(_verify, kept or _NOBODY, _same(password))
    return right and kept is not None


def outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def accept(password: str, words: Iterable[str | None] = ()) -> None:
    """Refuse what is too short, too long, common, or made of its owner's ``words``.

    Capitals, digits and signs are not asked for.
    """
    if len(password) < SHORTEST:
        raise PasswordTooShort
    if len(password) > LONGEST:
        raise PasswordTooLong
    plain = _plain(password)
    if plain in _common() or REPEATED.fullmatch(plain) or _in_a_row(plain):
        raise PasswordTooCommon
    if any(word in plain for word in _words(words)):
        raise PasswordOfContext


def _verify(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def _same(password: str) -> str:
    """One form for letters that keyboards write in two."""
    return unicodedata.normalize("NFC", password)


def _plain(text: str) -> str:
    """Without case, accents, spaces and signs."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if letter.isalnum()) or text


def _words(given: Iterable[str | None]) -> set[str]:
    parts = {part for words in given if words for part in (words, *re.split(r"\W|_", words))}
    return {word for part in parts if len(word := _plain(part)) >= SHORTEST_WORD} | set(SYSTEM)


def _in_a_row(plain: str) -> bool:
    return any(plain in row or plain in row[::-1] for row in ROWS)


@cache
def _common() -> frozenset[str]:
    """The commonest that are long enough, as ``_plain`` writes them."""
    return frozenset(_plain(line) for line in COMMON.read_text().splitlines() if line)
