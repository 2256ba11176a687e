"""A number that was wrong and is put right: tried anew, and where it is not."""

from dataclasses import replace
from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway import commands, store
from services.gateway.commands.ways import say_number
from services.gateway.domain import Identity, attempts
from services.gateway.domain.pending import PendingCall
from services.gateway.domain.pending_refusals import (
    NotTriedEnough,
)
from services.gateway.domain.people import Correction
from services.gateway.domain.ways import SafeContact
from shared.contracts.gateway import (
    AttemptResult,
    GivenUp,
    Outcome,
)
from shared.db import Tx
from tests.fixtures.canaries import MARIA, somebody
from tests.fixtures.cities import DATC, load_city
from tests.gateway.returning import (
    HUNG_UP,
    RANG,
    RING,
    SOURCE,
    entries,
    kept,
    lost,
    maria,
    of_call,
    said,
)
from tests.gateway.scene import (
    EXCHANGE,
    Staff,
    arrive,
    at_work,
)

DAY = 24 * 60
IN_VAIN = (20, 400, DAY + 20)
"""Minutes after nine: on two days, and in both halves of the first."""


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


async def test_a_number_that_is_put_right_is_tried_anew_and_the_old_one_stays_wrong(
    tx: Tx,
) -> None:
    news = said("c-1", RANG, HUNG_UP, number=MARIA.called)
    await commands.hear(tx, news, EXCHANGE, SOURCE)
    entry, other, person, anna = (
        await of_call(tx, "c-1"),
        await lost(tx, 3),
        await maria(tx),
        Staff(),
    )
    await commands.name_call(tx, entry.id, person.id, anna.by(10))
    for each in (entry, other):
        await commands.note_attempt(tx, each.id, AttemptResult.WRONG_NUMBER, anna.by(20))

    async def is_wrong(of: PendingCall) -> bool:
        return attempts.wrong_number(await kept(tx, of.id))

    same: Correction = {"telephone": MARIA.called, "name": somebody(7).name}
    await commands.correct_person(tx, person.id, same, anna.by(25), RING)
    assert await is_wrong(entry), "the same number"
    new: Correction = {"telephone": somebody(7).called}
    await commands.correct_person(tx, person.id, new, anna.by(30), RING)
    assert not await is_wrong(entry)
    assert await is_wrong(other), "nobody put that one right"
    now = await kept(tx, entry.id)
    assert [each.result for each in now.attempts] == ["wrong_number"], "its history says so still"
    assert await store.pending.number_of(tx, now, RING) is None, "the person's is dialled"
    with pytest.raises(NotTriedEnough):
        await commands.give_up(tx, entry.id, GivenUp.WRONG_NUMBER, anna.by(31))
    await commands.note_attempt(tx, entry.id, AttemptResult.WRONG_NUMBER, anna.by(40))
    assert await is_wrong(entry), "the new one as well"
    await commands.name_call(tx, entry.id, None, anna.by(50))
    again = await kept(tx, entry.id)
    assert await store.pending.number_of(tx, again, RING) == MARIA.called
    assert attempts.wrong_number(again)


async def test_named_as_somebody_with_another_number_than_the_wrong_one_it_is_tried_anew(
    tx: Tx,
) -> None:
    await commands.hear(tx, said("c-1", RANG, HUNG_UP, number=MARIA.called), EXCHANGE, SOURCE)
    called, withheld, anna = await of_call(tx, "c-1"), await lost(tx, 3), Staff()

    async def somebody_with(telephone: str) -> UUID:
        new = Identity(somebody(7).name, telephone)
        return (await commands.new_person(tx, new, DATC, anna.by(), RING)).id

    async def named(entry: PendingCall, telephone: str, minute: float) -> tuple[bool, str | None]:
        """Whether the number is wrong then, and that of the call where it is dialled."""
        by = replace(anna.by(minute), keys=SOURCE)
        now = await commands.name_call(tx, entry.id, await somebody_with(telephone), by)
        return attempts.wrong_number(now), await store.pending.number_of(tx, now, RING)

    async def is_wrong(entry: PendingCall, minute: float) -> None:
        await commands.note_attempt(tx, entry.id, AttemptResult.WRONG_NUMBER, anna.by(minute))

    await is_wrong(called, 10)
    assert await named(called, MARIA.called, 11) == (True, MARIA.called), "the same number"
    assert await named(called, somebody(7).called, 12) == (False, None), "nobody tried theirs"
    assert [each.result for each in (await kept(tx, called.id)).attempts] == ["wrong_number"]
    assert await named(called, somebody(9).called, 13) == (False, None)
    await is_wrong(called, 14)
    assert await named(called, somebody(9).called, 15) == (True, None), "they share it"
    assert await named(called, MARIA.called, 16) == (True, MARIA.called), "the first once more"
    await named(withheld, MARIA.called, 20)
    await is_wrong(withheld, 21)
    assert await named(withheld, MARIA.called, 22) == (True, None), "they share it"
    assert await named(withheld, somebody(7).called, 23) == (False, None)


async def test_its_contact_named_as_somebody_with_another_number_it_is_tried_anew_too(
    tx: Tx,
) -> None:
    anna = await at_work(tx, 1, DATC)
    asked = await arrive(tx, 0, DATC)
    await commands.call_next(tx, DATC, 1, anna.by(1))
    await commands.start(tx, asked.id, anna.by(2))
    by = replace(anna.by(3), keys=SOURCE)
    await say_number(tx, asked.id, MARIA.called, by)
    for reason in ("ECO-ALIM", "DEP"):
        await commands.add_reason(tx, asked.id, reason, anna.by(3))
    await commands.say_ways(tx, asked.id, {"safe_contact": SafeContact.YES}, anna.by(3))
    await commands.end_reason(tx, asked.id, "DEP", Outcome.CALL_BACK, anna.by(4))
    [entry] = await entries(tx)
    await commands.note_attempt(tx, entry.id, AttemptResult.WRONG_NUMBER, anna.by(5))

    async def named(telephone: str | None, minute: float) -> tuple[bool, str | None]:
        """Whether the number is wrong then, and that of the call where it is dialled."""
        by, person = replace(anna.by(minute), keys=SOURCE), None
        if telephone:
            new = Identity(somebody(7).name, telephone)
            person = (await commands.new_person(tx, new, DATC, anna.by(), RING)).id
        await commands.name_person(tx, asked.id, person, by)
        now = await kept(tx, entry.id)
        return attempts.wrong_number(now), await store.pending.number_of(tx, now, RING)

    assert await named(MARIA.called, 6) == (True, MARIA.called), "the same number"
    assert await named(somebody(7).called, 7) == (False, None), "nobody tried theirs"
    assert await named(None, 8) == (True, MARIA.called), "that of the call once more"


@pytest.mark.parametrize("put_right", ["their telephone is another", "it is somebody else's"])
async def test_no_answer_at_the_wrong_number_is_no_attempt_at_the_right_one(
    tx: Tx, put_right: str
) -> None:
    await commands.hear(tx, said("c-1", RANG, HUNG_UP, number=MARIA.called), EXCHANGE, SOURCE)
    entry, person, anna = await of_call(tx, "c-1"), await maria(tx), Staff()
    await commands.name_call(tx, entry.id, person.id, anna.by(5))
    for minutes in IN_VAIN:
        await commands.note_attempt(tx, entry.id, AttemptResult.NO_ANSWER, anna.by(minutes))
    await commands.note_attempt(tx, entry.id, AttemptResult.WRONG_NUMBER, anna.by(DAY + 30))
    by, theirs = replace(anna.by(DAY + 40), keys=SOURCE), somebody(7).called
    if put_right == "it is somebody else's":
        other = await commands.new_person(tx, Identity(somebody(7).name, theirs), DATC, by, RING)
        await commands.name_call(tx, entry.id, other.id, by)
    else:
        await commands.correct_person(tx, person.id, {"telephone": theirs}, by, RING)

    for minutes in IN_VAIN:
        with pytest.raises(NotTriedEnough):
            await commands.give_up(tx, entry.id, GivenUp.NOT_REACHED, anna.by(DAY + 40 + minutes))
        later = anna.by(DAY + 40 + minutes)
        await commands.note_attempt(tx, entry.id, AttemptResult.NO_ANSWER, later)
    assert len((await kept(tx, entry.id)).attempts) == 7, "its history says all"
    await commands.give_up(tx, entry.id, GivenUp.NOT_REACHED, anna.by(3 * DAY))


async def test_a_corrected_telephone_changes_no_call_whose_number_was_not_wrong(tx: Tx) -> None:
    news = said("c-1", RANG, HUNG_UP, number=MARIA.called)
    await commands.hear(tx, news, EXCHANGE, SOURCE)
    entry, person, anna = await of_call(tx, "c-1"), await maria(tx), Staff()
    named = await commands.name_call(tx, entry.id, person.id, anna.by(10))
    new: Correction = {"telephone": somebody(7).called}
    await commands.correct_person(tx, person.id, new, anna.by(30), RING)
    assert await kept(tx, entry.id) == named
    assert await store.pending.number_of(tx, named, RING) == MARIA.called
