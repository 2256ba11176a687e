"""What exchanges tell of their calls: in any order, late, and as often as they like."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.gateway import commands, queries
from services.gateway.commands import Heard, Told
from services.gateway.domain import CallEvent, Contact, Known, Triage
from services.gateway.domain.refusals import NothingToUndo, NotInThisState
from services.gateway.domain.ways import Speaker
from shared.city.store import NoCity
from shared.contracts import gateway
from shared.contracts.gateway import ContactState, Intensity, Level, Outcome, contact_id
from shared.db import Pool, Scope, Tx, transaction
from shared.errors import NotFound
from shared.identity import Principal, Role
from tests.fixtures.cities import BEGAN, DATC, NORD, a_city, load_city
from tests.gateway.scene import Staff, after, hear, last_told, stored, told

RANG, QUEUED, ANSWERED, HUNG_UP = CallEvent
CALLS = {
    "answered": {RANG: 0, QUEUED: 1, ANSWERED: 4, HUNG_UP: 9},
    "answered at once": {RANG: 0, ANSWERED: 1, HUNG_UP: 2},
    "left from the queue": {RANG: 0, QUEUED: 1, HUNG_UP: 3},
    "left from the menu": {RANG: 0, HUNG_UP: 1},
    "queued before it rang": {RANG: 2, QUEUED: 1, ANSWERED: 5, HUNG_UP: 6},
    "clocks that contradict": {RANG: 5, QUEUED: 9, ANSWERED: 7, HUNG_UP: 1},
    "still talking": {RANG: 0, QUEUED: 1, ANSWERED: 3},
}
IN_ONE_TRANSACTION = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


def say(call: str, event: CallEvent, minutes: float = 0, unit: str = DATC) -> Told:
    return Told(call, event, Known(after(minutes), unit))


def tale(call: str, kind: str) -> list[Told]:
    return [say(call, event, minutes) for event, minutes in CALLS[kind].items()]


def a_call() -> str:
    return f"c-{uuid4()}"


def likeness(contact: Contact) -> dict[str, object]:
    """The contact but for which call it is of."""
    names = [name for name in Contact.__slots__ if name not in {"id", "exchange_call"}]
    return {name: getattr(contact, name) for name in names}


async def plainly_told(tx: Tx, kind: str) -> Contact:
    call = a_call()
    await hear(tx, tale(call, kind))
    return await stored(tx, contact_id(call))


async def check_what_was_told(tx: Tx, contact: Contact) -> None:
    """Versions grow one by one, and the newest event is the contact as it is kept."""
    versions = [event.version for event in await told(tx, contact.id)]
    assert versions == list(range(1, contact.version + 1))
    await last_told(tx, contact)


@pytest.mark.parametrize("kind", CALLS)
async def test_the_order_of_news_changes_nothing_in_the_end(tx: Tx, kind: str) -> None:
    expected = likeness(await plainly_told(tx, kind))
    for order in permutations(CALLS[kind]):
        call = a_call()
        for event in order:
            assert await hear(tx, [say(call, event, CALLS[kind][event])]) == ["accepted"]
        contact = await stored(tx, contact_id(call))
        assert likeness(contact) == expected
        await check_what_was_told(tx, contact)


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, list[list[CallEvent]]]:
    """A call's events in any order, some of them several times, over any number of requests."""
    kind = draw(st.sampled_from(sorted(CALLS)))
    events = draw(st.permutations(list(CALLS[kind])))
    again = draw(st.lists(st.sampled_from(list(CALLS[kind])), max_size=4))
    for event in again:
        events.insert(draw(st.integers(0, len(events))), event)
    cuts = sorted(draw(st.sets(st.integers(1, len(events)))))
    return kind, [events[a:b] for a, b in zip([0, *cuts], [*cuts, len(events)], strict=True)]


@IN_ONE_TRANSACTION
@given(requests())
async def test_splitting_and_repeating_change_nothing_either(
    tx: Tx, told_so: tuple[str, list[list[CallEvent]]]
) -> None:
    (kind, parts), call = told_so, a_call()
    heard = [
        answer
        for part in parts
        for answer in await hear(tx, [say(call, e, CALLS[kind][e]) for e in part])
    ]
    flat = [event for part in parts for event in part]
    first = [flat.index(event) == place for place, event in enumerate(flat)]
    assert heard == [Heard.ACCEPTED if new else Heard.DUPLICATE for new in first]
    contact = await stored(tx, contact_id(call))
    assert likeness(contact) == likeness(await plainly_told(tx, kind))
    await check_what_was_told(tx, contact)


async def test_a_call_told_in_order_is_told_as_it_happens(tx: Tx) -> None:
    contact = await plainly_told(tx, "answered")
    assert [type(event) for event in await told(tx, contact.id)] == [
        gateway.ContactOpened,
        gateway.ContactQueued,
        gateway.ContactStarted,
        gateway.ContactClosed,
    ]
    assert (contact.state, contact.outcome) == (ContactState.CLOSED, Outcome.NOT_RECORDED)
    assert (contact.wait_seconds, contact.service_seconds) == (180, 300)
    assert (contact.code, contact.unit, contact.centre) == (None, DATC, None)


async def test_late_news_are_told_as_a_correction(tx: Tx) -> None:
    call = a_call()
    for event in (RANG, HUNG_UP, ANSWERED):
        await hear(tx, [say(call, event, CALLS["answered"][event])])
    kinds = [type(event) for event in await told(tx, contact_id(call))]
    assert kinds[1:] == [gateway.ContactAbandoned, gateway.ContactCorrected]
    assert (await stored(tx, contact_id(call))).state is ContactState.CLOSED


async def test_late_news_keep_whom_it_concerns_and_what_staff_said(tx: Tx) -> None:
    call, person = a_call(), uuid4()
    await hear(tx, [say(call, RANG), say(call, ANSWERED, 4)])
    await tx.execute(
        "INSERT INTO person (id, version, name, created_at) VALUES ($1, 1, '\\x01', now())", person
    )
    await tx.execute(
        """UPDATE contact SET person = $2, intensity = 'first_care', ways = '{"speaker": "carer"}'
        WHERE id = $1""",
        contact_id(call),
        person,
    )
    await hear(tx, [say(call, QUEUED, 1), say(call, HUNG_UP, 9)])
    known = await stored(tx, contact_id(call))
    assert (known.person, known.intensity) == (person, Intensity.FIRST_CARE)
    assert known.ways.speaker is Speaker.CARER
    assert known.state is ContactState.CLOSED


async def test_nothing_is_known_of_a_contact_before_its_call_has_rung(tx: Tx) -> None:
    call = a_call()
    assert await hear(tx, [say(call, ANSWERED, 4), say(call, HUNG_UP, 9)]) == [
        Heard.ACCEPTED,
        Heard.ACCEPTED,
    ]
    with pytest.raises(NotFound):
        await stored(tx, contact_id(call))
    assert await told(tx, contact_id(call)) == []
    await hear(tx, [say(call, RANG, 0)])
    assert (await stored(tx, contact_id(call))).state is ContactState.CLOSED
    kinds = [type(event) for event in await told(tx, contact_id(call))]
    assert kinds == [gateway.ContactOpened, gateway.ContactStarted, gateway.ContactClosed]


@pytest.mark.parametrize(
    ("kind", "left_from", "wait"),
    [
        ("left from the queue", ContactState.WAITING, 120),
        ("left from the menu", ContactState.RINGING, 0),
    ],
)
async def test_whoever_hangs_up_unanswered_left_from_where_they_were(
    tx: Tx, kind: str, left_from: ContactState, wait: float
) -> None:
    contact = await plainly_told(tx, kind)
    assert (contact.state, contact.left_from) == (ContactState.ABANDONED, left_from)
    assert (contact.wait_seconds, contact.service_seconds) == (wait, None)


async def test_a_call_that_never_queued_waited_for_nothing(tx: Tx) -> None:
    contact = await plainly_told(tx, "answered at once")
    assert (contact.waiting_from, contact.wait_seconds) == (None, 0)


async def test_a_queue_that_starts_before_the_ring_is_kept_as_it_is(tx: Tx) -> None:
    contact = await plainly_told(tx, "queued before it rang")
    assert (contact.opened_at, contact.waiting_from) == (after(2), after(1))
    assert contact.wait_seconds == 240


async def test_something_else_told_of_the_same_is_refused_without_effect(tx: Tx) -> None:
    call = a_call()
    await hear(tx, [say(call, RANG, 0), say(call, QUEUED, 1)])
    before = await stored(tx, contact_id(call))
    later, elsewhere = say(call, QUEUED, 2), say(call, RANG, 0, NORD)
    assert await hear(tx, [later, elsewhere]) == [Heard.CONFLICT, Heard.CONFLICT]
    assert await stored(tx, contact_id(call)) == before
    assert len(await told(tx, contact_id(call))) == 2


async def test_a_conflict_is_seen_within_one_request_and_harms_nobody_else(tx: Tx) -> None:
    one, other = a_call(), a_call()
    heard = await hear(
        tx, [say(one, RANG, 0), say(one, RANG, 1), say(other, RANG, 2), say(one, RANG, 0)]
    )
    assert heard == ["accepted", "conflict", "accepted", "duplicate"]
    assert (await stored(tx, contact_id(one))).opened_at == after(0)
    assert (await stored(tx, contact_id(other))).opened_at == after(2)


async def test_a_unit_that_the_city_never_had_is_refused_and_may_be_told_rightly(tx: Tx) -> None:
    call = a_call()
    assert await hear(tx, [say(call, RANG, 0, "nowhere")]) == [Heard.UNKNOWN_UNIT]
    assert await hear(tx, [say(call, RANG, 0)]) == [Heard.ACCEPTED]


async def test_a_call_at_a_centre_belongs_to_the_centre(tx: Tx) -> None:
    call = a_call()
    await hear(tx, [say(call, RANG, 0, NORD)])
    assert (await stored(tx, contact_id(call))).centre == NORD


async def test_a_call_keeps_the_city_of_its_day_and_an_older_one_the_first(tx: Tx) -> None:
    await load_city(tx, a_city("second"), BEGAN + timedelta(days=30))
    days = {datetime(1999, 2, 8, tzinfo=UTC): 1, BEGAN: 1, BEGAN + timedelta(days=40): 2}
    for day, version in days.items():
        call = a_call()
        await hear(tx, [Told(call, RANG, Known(day, DATC))])
        assert (await stored(tx, contact_id(call))).city_version == version


async def test_news_of_a_call_keep_what_staff_said_of_it(tx: Tx) -> None:
    call = a_call()
    await hear(tx, [say(call, RANG), say(call, QUEUED, 1)])
    said = Triage(Level.URGENT, "VIO", NORD)
    await commands.triage(tx, contact_id(call), said, Staff().by(2))
    await hear(tx, [say(call, ANSWERED, 3)])
    contact = await stored(tx, contact_id(call))
    assert (contact.level, contact.reason, contact.centre) == (Level.URGENT, "VIO", NORD)
    assert (contact.state, contact.version) == (ContactState.SERVING, 4)
    await check_what_was_told(tx, contact)


async def test_only_the_exchange_moves_its_calls(tx: Tx) -> None:
    call, anna = a_call(), Staff()
    await hear(tx, [say(call, RANG), say(call, QUEUED, 1)])
    with pytest.raises(NotInThisState):
        await commands.abandon(tx, contact_id(call), anna.by(2))
    await commands.triage(tx, contact_id(call), Triage(Level.URGENT), anna.by(2))
    with pytest.raises(NothingToUndo):
        await commands.undo(tx, contact_id(call), anna.by(2))
    assert await queries.last_act(tx, DATC, anna.by().who, after(2)) is None


async def test_two_requests_at_once_about_one_call_come_to_the_same(pool: Pool) -> None:
    await load_city(pool)
    calls = [a_call() for _ in range(20)]

    async def at_once(events: list[CallEvent], order: int) -> list[Heard]:
        news = [say(call, e, CALLS["answered"][e]) for call in calls[::order] for e in events]
        async with transaction(pool, Scope.SYSTEM) as tx:
            return await hear(tx, news)

    heard = await asyncio.gather(
        at_once([HUNG_UP, RANG], 1), at_once([QUEUED, RANG], -1), at_once([ANSWERED, HUNG_UP], 1)
    )
    answers = [answer for each in heard for answer in each]
    assert answers.count(Heard.ACCEPTED) == 4 * len(calls)
    assert answers.count(Heard.DUPLICATE) == 2 * len(calls)
    async with transaction(pool, Scope.SYSTEM) as tx:
        expected = likeness(await plainly_told(tx, "answered"))
        for call in calls:
            contact = await stored(tx, contact_id(call))
            assert likeness(contact) == expected
            await check_what_was_told(tx, contact)


async def test_without_a_city_nothing_is_heard(pool: Pool) -> None:
    async with transaction(pool, Scope.SYSTEM) as tx:
        with pytest.raises(NoCity):
            await hear(tx, [say(a_call(), RANG)])


async def test_an_exchange_tells_of_its_own_units_only(tx: Tx) -> None:
    await load_city(tx, a_city())
    nords = Principal(UUID(int=8), "nord", frozenset({Role.TELEPHONY}), frozenset({NORD}))
    told = [say("c-1", RANG, 0), say("c-2", RANG, 0, unit=NORD)]
    assert await hear(tx, told, nords) == ["unknown_unit", "accepted"]
