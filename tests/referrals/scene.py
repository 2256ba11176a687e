"""A partner, a centre, and a referral between them, with people who are known to be invented."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.referrals import commands, store
from services.referrals.commands import By, Written
from services.referrals.domain import Assessment, Content, Referral, State
from services.referrals.store.visits import keep_times
from shared.contracts import Event, event_types
from shared.contracts.gateway import AppointmentKind, Level, SlotChanged
from shared.contracts.groups import SessionChanged, SessionMode, SessionState
from shared.db import Tx
from shared.encryption import Keyring, KeySource
from shared.encryption.keys import fresh
from shared.identity import Principal, Role
from tests.fixtures.canaries import MARIA, WORDS
from tests.fixtures.cities import NORD

NINE = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""Monday at nine in the morning, when the centres open."""
PRISM, OTHER = "prism", "other"
FOOD = "ECO-ALIM"
RING: Keyring = KeySource(fresh(NINE), None).ring()
CONTENT = Content(
    name=MARIA.name,
    contact=MARIA.telephone,
    district="01",
    household="4",
    about=WORDS,
    assessment=Assessment("Team", date(2026, 2, 1), date(2026, 9, 1)),
    consents=(NORD, OTHER),
)


def after(minutes: float) -> datetime:
    """So many minutes after nine."""
    return NINE + timedelta(minutes=minutes)


def partner(minutes: float = 0, organisation: str = PRISM, seen: int | None = None) -> By:
    """Somebody of a partner."""
    who = Principal(uuid4(), "Laia", frozenset({Role.PARTNER}), None, organisation=organisation)
    return By(who, after(minutes), seen)


def centre(minutes: float = 0, *units: str, role: Role = Role.PROFESSIONAL) -> By:
    """Somebody of a centre; Nord's if none is named."""
    who = Principal(uuid4(), "Paula", frozenset({role}), frozenset(units or (NORD,)))
    return By(who, after(minutes))


def written(**other: Any) -> Written:
    """What a partner writes; ``other`` are parts of its content, or of it."""
    whole = {name: other.pop(name) for name in ("unit", "reason", "level") if name in other}
    content = replace(CONTENT, **other)
    said = {"unit": NORD, "reason": FOOD, "level": Level.PREFERENTIAL} | whole
    return Written(content=content, **said)


async def drafted(tx: Tx, **other: Any) -> Referral:
    """A draft."""
    return await commands.write(tx, written(**other), RING, partner())


async def sent(tx: Tx, **other: Any) -> Referral:
    """A referral that a partner has just sent."""
    draft = await drafted(tx, **other)
    [one] = await commands.send(tx, draft.id, (), RING, partner(1))
    return one


async def in_state(tx: Tx, state: State) -> Referral:
    """One that stands like this, whatever led there."""
    one = await (drafted(tx) if state is State.DRAFT else sent(tx))
    placed = replace(one, state=state)
    await store.referrals.keep(tx, placed)
    return placed


async def told(tx: Tx, key: object) -> list[Event]:
    """What is about to be told under a key, in order."""
    rows = await tx.fetch(
        "SELECT type, data FROM outbox_pending WHERE key = $1 ORDER BY id", str(key)
    )
    return [event_types()[row["type"]].model_validate_json(row["data"]) for row in rows]


def a_time(version: int = 1, *, slot: UUID | None = None, free: bool = True) -> SlotChanged:
    """A first visit that Nord offers, two days later."""
    return SlotChanged(
        at=NINE,
        version=version,
        slot_id=slot or uuid4(),
        unit=NORD,
        kind=AppointmentKind.FIRST_VISIT,
        starts_at=after(2 * 24 * 60),
        minutes=30,
        free=free,
    )


async def free_time(tx: Tx) -> UUID:
    """A free first visit, as the gateway told it."""
    one = a_time()
    await keep_times(tx, [one])
    return one.slot_id


def a_session(version: int = 1, **other: Any) -> SessionChanged:
    """An open session of Nord with places left, two days later."""
    told: dict[str, Any] = {
        "session_id": uuid4(),
        "series_id": uuid4(),
        "programme": "aid",
        "unit": NORD,
        "language": "ca",
        "mode": SessionMode.SUBSTITUTE,
        "starts_at": after(2 * 24 * 60),
        "minutes": 90,
        "capacity": 10,
        "taken": 4,
        "offered": 1,
        "waiting": 0,
        "state": SessionState.PUBLISHED,
        "open": True,
        "public": True,
        "restricted": False,
    }
    return SessionChanged(at=NINE, version=version, **(told | other))


async def alive(tx: Tx, *services: str) -> None:
    """Signs of life of these services, of gateway and groups if none is named; real time."""
    now = datetime.now(UTC)
    await store.feeds.keep_heartbeats(
        tx, [(service, NINE, now) for service in services or ("gateway", "groups")]
    )
