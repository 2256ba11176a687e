"""Failed sign-ins: after a few, one a minute for one name from one place.

A place is a network address, or a browser in which the account's owner signed in before (a device
cookie, as OWASP describes). Nothing is ever locked for an account as a whole, nor for long: whoever
shares the owner's browser or address keeps them out for a minute at most. Names that nobody has are
counted in the same way.
"""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from uuid import UUID

from shared.db import Pool
from shared.identity.hashing import digest, fresh
from shared.identity.refusals import TooManyTries

FREE = 5
"""Tries without a pause; then one after 30 s, and one a minute from there on. A day forgets."""
TRY = """
WITH old AS (DELETE FROM sign_in_try WHERE (name_hash, source_hash) IN (
    SELECT name_hash, source_hash FROM sign_in_try
    WHERE last_at < clock_timestamp() - interval '1 day'
      AND (name_hash, source_hash) <> ($1, $2) LIMIT 100 FOR UPDATE SKIP LOCKED))
INSERT INTO sign_in_try AS past (name_hash, source_hash, tries, last_at)
VALUES ($1, $2, 1, clock_timestamp())
ON CONFLICT (name_hash, source_hash) DO UPDATE
SET last_at = clock_timestamp(),
    tries = CASE WHEN past.last_at < clock_timestamp() - interval '1 day' THEN 1
        ELSE past.tries + 1 END
WHERE past.tries < $3 OR past.last_at + least(
    interval '1 minute', interval '30 seconds' * 2 ^ least(past.tries - $3, 1)
) <= clock_timestamp()
RETURNING true
"""
KNOWN = """
SELECT true FROM known_device d JOIN account a ON a.id = d.account_id
WHERE d.device_hash = $1 AND a.user_name = $2
  AND d.last_used > clock_timestamp() - interval '1 year'
"""
GIVEN = "SELECT EXISTS (SELECT FROM known_device WHERE device_hash = $1)"
REMEMBER = """
WITH old AS (DELETE FROM known_device
    WHERE account_id = $1 AND last_used < clock_timestamp() - interval '1 year')
INSERT INTO known_device (account_id, device_hash) VALUES ($1, $2)
ON CONFLICT (account_id, device_hash) DO UPDATE SET last_used = clock_timestamp()
"""


@dataclass(frozen=True, slots=True)
class Place:
    """From where somebody signs in: an address, and the browser's device cookie if it has one."""

    address: str | None = None
    device: str | None = None


async def try_once(identity: Pool, user_name: str, place: Place) -> bytes:
    """Count a try before it is looked at; the place's key. Raises ``TooManyTries``."""
    source = await _source(identity, user_name, place)
    if not await identity.fetchval(TRY, digest(user_name), source, FREE):
        raise TooManyTries
    return source


async def succeeded(identity: Pool, user_name: str, source: bytes) -> None:
    """Forget the failed tries of this name from this place."""
    await identity.execute(
        "DELETE FROM sign_in_try WHERE name_hash = $1 AND source_hash = $2",
        digest(user_name),
        source,
    )


async def remember(identity: Pool, account: UUID, place: Place) -> str:
    """Know this browser as the account's from now on; its device cookie.

    Only a cookie that was given by us is kept: one that was planted becomes nobody's.
    """
    ours = place.device and await identity.fetchval(GIVEN, digest(place.device))
    device = place.device if place.device and ours else fresh()
    await identity.execute(REMEMBER, account, digest(device))
    return device


async def is_known(identity: Pool, user_name: str, place: Place) -> bool:
    """Whether this name signed in before in the place's browser."""
    return bool(place.device and await identity.fetchval(KNOWN, digest(place.device), user_name))


async def _source(identity: Pool, user_name: str, place: Place) -> bytes:
    if place.device and await is_known(identity, user_name, place):
        return digest(place.device)
    return digest(f"address {network_of(place.address)}")


def network_of(address: str | None) -> str:
    """The address; of IPv6 the network, which one house has to itself."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> 64 << 64))
    return str(parsed)
