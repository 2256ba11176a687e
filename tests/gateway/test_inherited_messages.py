"""Messages for a professional: answered, told, and inherited by who stands in for them."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from services.gateway import commands, queries, store
from services.gateway.commands import Message, Substitution
from services.gateway.domain.pending_refusals import (
    MessageMissing,
    NotOfThisKind,
    StretchUnreadable,
)
from services.gateway.queries import Shown
from shared.contracts.gateway import (
    AttemptResult,
    GivenUp,
    Settled,
)
from shared.db import Tx
from tests.fixtures.canaries import MARIA, WORDS
from tests.fixtures.cities import DATC, load_city
from tests.gateway.returning import (
    RING,
    caring,
    kept,
    maria,
)
from tests.gateway.scene import (
    Staff,
    after,
    arrive,
    at_work,
    told,
)

NO_ANSWER = AttemptResult.NO_ANSWER
DAY = 24 * 60
WHY = GivenUp.NOT_IN_SERVICE


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def test_a_message_is_answered_by_the_professional_and_told_by_reception(tx: Tx) -> None:
    laia, anna = caring(), Staff()
    message = Message(DATC, laia.who.id, WORDS, None, None, MARIA.called)
    entry = await commands.leave_message(tx, message, anna.by(), RING)
    assert (entry.origin, entry.owner, entry.due_at) == ("message", laia.who.id, after(480))
    with pytest.raises(NotOfThisKind):
        await commands.settle(tx, entry.id, Settled.ANSWERED, anna.by(5))
    for act in (
        commands.begin_call(tx, entry.id, anna.by(6)),
        commands.note_attempt(tx, entry.id, NO_ANSWER, anna.by(6)),
        commands.give_up(tx, entry.id, WHY, laia),
    ):
        with pytest.raises(NotOfThisKind):
            await act
    with pytest.raises(MessageMissing):
        await commands.answer(tx, entry.id, " ", laia, RING)
    await commands.answer(tx, entry.id, f"{WORDS}!", laia, RING)
    assert await store.messages.words(tx, entry.id, RING) == store.messages.Words(
        WORDS, f"{WORDS}!"
    )
    told_so = await commands.settle(tx, entry.id, Settled.ANSWERED, anna.by(20))
    assert told_so.settled is Settled.ANSWERED
    [row] = await tx.fetch("SELECT message, answer FROM pending_call")
    assert WORDS.encode() not in row["message"] + row["answer"]
    assert all(WORDS not in event.model_dump_json() for event in await told(tx, entry.id))


async def test_coming_by_does_not_end_a_message_that_nobody_answered(tx: Tx) -> None:
    laia, anna = caring(), await at_work(tx, unit=DATC)
    entry = await commands.leave_message(tx, Message(DATC, laia.who.id, WORDS), anna.by(), RING)
    await arrive(tx, 30, DATC)
    came = (await commands.call_next(tx, DATC, 1, anna.by(40))).contact
    await commands.start(tx, came.id, anna.by(41))
    for contact in (None, came.id):
        with pytest.raises(NotOfThisKind):
            await commands.settle(tx, entry.id, Settled.ARRIVED, anna.by(42), contact)
    assert (await kept(tx, entry.id)).is_open
    await commands.settle(tx, entry.id, Settled.WITHDRAWN, anna.by(43))


async def test_a_substitute_inherits_messages_while_they_stand_in(tx: Tx) -> None:
    laia, pol, anna = caring(), caring(), Staff()
    message = Message(DATC, laia.who.id, WORDS)
    entry = await commands.leave_message(tx, message, anna.by(), RING)
    since, until = after(0) + timedelta(days=1), after(0) + timedelta(days=2)
    away = Substitution(DATC, laia.who.id, pol.who.id, since, until)
    await commands.set_substitute(tx, away, anna.by(1))

    async def theirs(who: commands.By, minutes: float) -> list[UUID]:
        here = await queries.pending_list(tx, DATC, who.who, after(minutes))
        return [each.entry.id for each in here.shown(Shown.MINE, who.who)]

    for minutes, owner, other in ((10, laia, pol), (DAY + 10, pol, laia), (2 * DAY, laia, pol)):
        assert await theirs(owner, minutes) == [entry.id]
        assert await theirs(other, minutes) == []
    [stands], _ = await queries.substitutions(tx, DATC, after(DAY + 10), 0, 9)
    await commands.end_substitute(tx, DATC, stands.id, anna.by(DAY + 11))
    assert await theirs(laia, DAY + 12) == [entry.id], "it came back"
    assert await theirs(pol, DAY + 12) == []
    wrong = Substitution(DATC, laia.who.id, laia.who.id, since, until)
    with pytest.raises(StretchUnreadable):
        await commands.set_substitute(tx, wrong, anna.by(1))


async def test_who_is_kept_from_the_person_inherits_no_message_of_theirs(tx: Tx) -> None:
    laia, pol, anna, person = caring(), caring(), Staff(), await maria(tx)
    contact = await arrive(tx, 0, DATC)
    await commands.name_person(tx, contact.id, person.id, anna.by(1))
    message = Message(DATC, laia.who.id, WORDS, contact.id)
    entry = await commands.leave_message(tx, message, anna.by(2), RING)

    async def seen_to_by() -> UUID | None:
        here = await queries.pending_list(tx, DATC, laia.who, after(9))
        [one] = [each for each in here.shown(Shown.ALL, laia.who) if each.entry.id == entry.id]
        mine = one in here.shown(Shown.MINE, laia.who)
        assert mine is (one.seen_to_by == laia.who.id)
        return one.seen_to_by

    async def away(substitute: UUID) -> None:
        stretch = after(3), after(60)
        said = Substitution(DATC, laia.who.id, substitute, *stretch)
        await commands.set_substitute(tx, said, anna.by(3))

    await away(pol.who.id)
    assert await seen_to_by() == pol.who.id
    await commands.exclude(tx, person.id, pol.who.id, anna.by(4))
    assert await seen_to_by() == laia.who.id, "its owner has it, not nobody"
    other = uuid4()
    await away(other)
    await away(pol.who.id)
    assert await seen_to_by() == other
