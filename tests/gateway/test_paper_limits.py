"""What paper may not do: a time too early, closed or kept from them; and whom a gap just caught."""

from datetime import time
from uuid import UUID, uuid4

import pytest

from services.gateway import commands, queries
from services.gateway.commands.people import write_down
from services.gateway.domain import Contact, Identity, caught
from services.gateway.domain.paper import Gap, Mistake
from services.gateway.domain.refusals import NotAsOnPaper
from services.gateway.domain.written import Act, Ending, TrueEnd
from shared.contracts.gateway import ContactState, Outcome
from shared.db import Tx
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD
from tests.gateway.appointing import KEYS, Paula, booked, times
from tests.gateway.on_paper import CUT, TODAY, cut_off, gap, into, mistakes, on_paper, sheet, tx
from tests.gateway.scene import NINE, Staff, after, arrive, at_work, stored

__all__ = ["tx"]
EXCLUDES = """INSERT INTO exclusion (id, person, staff, kind, set_by, set_at)
SELECT $1, person, $2, 'declared', $2, $3 FROM contact WHERE id = $4 RETURNING person"""


def caught_in(hours: Gap, contact: Contact) -> ContactState | None:
    """In which state the hours found it, if they did."""
    found = caught.caught(contact, hours)
    return found.state if found else None


async def kept_apart(tx: Tx, contact: UUID, staff: UUID) -> None:
    """Somebody must neither see nor serve whom the contact concerns: Maria, who says who she is."""
    who = Identity(MARIA.name, MARIA.telephone)
    await write_down(tx, contact, who, NORD, Staff().by(97), KEYS.ring())
    assert await tx.fetchval(EXCLUDES, uuid4(), staff, NINE, contact)


async def test_a_time_that_began_before_they_went_or_that_is_closed_was_not_given(tx: Tx) -> None:
    paula = Paula()
    slots = await times(tx, paula, first=TODAY, until=TODAY, opens=time(11), closes=time(13))
    early, closed, good = slots[0], slots[1], slots[2]
    await commands.close_slot(tx, closed.id, paula.at(NINE))
    await sheet(tx)
    hours = await gap(tx)
    for slot, went in ((early, 125), (early, 120), (closed, 125)):
        gives = {"ending": Outcome.APPOINTMENT, "act": Act(slot=slot.id), "ended_at": after(went)}
        assert await mistakes(tx, hours.id, on_paper(**gives)) == {"slot": Mistake.TAKEN}
    gives = {"ending": Outcome.APPOINTMENT, "act": Act(slot=good.id)}
    await commands.enter_contact(tx, into(hours), on_paper(**gives), Staff().by(200))


async def test_no_time_is_given_on_paper_with_whom_they_are_kept_from(tx: Tx) -> None:
    served, _ = await cut_off(tx)
    paula = Paula()
    [hers, *_], [other, *_] = await times(tx, paula), await times(tx)
    await kept_apart(tx, served.id, paula.id)
    hours = await gap(tx)
    true = TrueEnd(None, after(105), Outcome.APPOINTMENT, Act(slot=hers.id))
    with pytest.raises(NotAsOnPaper) as why:
        await commands.end_truly(tx, into(hours), served.id, true, Staff().by(200))
    assert why.value.mistakes == {"slot": Mistake.TAKEN}
    true = TrueEnd(None, after(105), Outcome.APPOINTMENT, Act(slot=other.id))
    await commands.end_truly(tx, into(hours), served.id, true, Staff().by(200))


async def test_whoever_is_kept_from_them_sees_nothing_of_their_appointment_in_the_gap(
    tx: Tx,
) -> None:
    [slot, *_] = await times(tx, first=TODAY, until=TODAY, opens=time(11), closes=time(12))
    anna, one = await booked(tx, slot)
    assert one.contact
    await tx.execute(
        "UPDATE contact SET state = 'serving', ended_at = NULL WHERE id = $1", one.contact
    )
    await kept_apart(tx, one.contact, anna.id)
    hours = await gap(tx)
    for who, seen in ((anna, []), (Staff(), [one.id])):
        shown = await queries.paper_gap(tx, NORD, hours.id, who.by().who, after(200))
        assert [each.id for each in shown.appointments] == seen


async def test_a_gap_catches_who_comes_at_its_very_instant_and_not_who_goes_then(tx: Tx) -> None:
    anna = await at_work(tx)
    goes = await arrive(tx, 80)
    await commands.call_next(tx, NORD, 1, anna.by(85))
    await commands.start(tx, goes.id, anna.by(86))
    await commands.close(tx, goes.id, Outcome.INFORMED, anna.by(CUT))
    begins = await arrive(tx, 90)
    await commands.call_next(tx, NORD, 1, anna.by(CUT))
    await commands.start(tx, begins.id, anna.by(CUT))
    comes = await arrive(tx, CUT)
    hours = await gap(tx)
    shown = await queries.paper_gap(tx, NORD, hours.id, anna.by().who, after(200))
    assert [each.id for each in shown.caught] == [begins.id, comes.id]
    last = [caught_in(hours, await stored(tx, each.id)) for each in (goes, begins, comes)]
    assert last == [None, ContactState.SERVING, ContactState.WAITING]


async def waited_on_paper(tx: Tx, first: Gap, arrived: float = 110) -> Contact:
    """Somebody came during the first hours on paper, and still waits when they are entered."""
    waits = {"called_at": None, "started_at": None, "ended_at": None, "ending": Ending.WAITING}
    written = on_paper(arrived_at=after(arrived), **waits)
    return await commands.enter_contact(tx, into(first), written, Staff().by(165))


async def ids_of(tx: Tx, hours: Gap) -> tuple[list[UUID], list[UUID]]:
    """Whom the page of these hours names as caught, and as entered."""
    shown = await queries.paper_gap(tx, NORD, hours.id, Staff().by().who, after(240))
    return [each.id for each in shown.caught], [each.id for each in shown.entered]


@pytest.mark.parametrize("served", [False, True])
async def test_who_waits_since_the_first_hours_on_paper_is_caught_by_the_second(
    tx: Tx, served: bool
) -> None:
    await sheet(tx)
    first = await gap(tx, at=165)
    waits = await waited_on_paper(tx, first)
    if served:
        anna = await at_work(tx, minutes=170)
        await commands.call_next(tx, NORD, 1, anna.by(171))
        await commands.start(tx, waits.id, anna.by(172))
    second = await gap(tx, 180, 220, at=230)
    assert await ids_of(tx, first) == ([], [waits.id])
    assert await ids_of(tx, second) == ([waits.id], [])
    true = TrueEnd(None if served else after(185), after(195), Outcome.INFORMED)
    ended = await commands.end_truly(tx, into(second), waits.id, true, Staff().by(230))
    assert (ended.state, ended.ended_at) == (ContactState.CLOSED, after(195))
    assert ended.wait_seconds == (172 - 110 if served else 185 - 110) * 60
    assert await ids_of(tx, first) == ([], [waits.id])
    assert await ids_of(tx, second) == ([], [waits.id]), "it got its true end in these"


async def test_whoever_comes_at_the_first_instant_of_the_hours_is_entered_and_not_caught_too(
    tx: Tx,
) -> None:
    await sheet(tx)
    first = await gap(tx, at=165)
    waits = await waited_on_paper(tx, first, CUT)
    assert await ids_of(tx, first) == ([], [waits.id])


async def test_whoever_waits_through_the_second_hours_and_is_served_then_is_not_entered_in_them(
    tx: Tx,
) -> None:
    await sheet(tx)
    waits = await waited_on_paper(tx, await gap(tx, at=165))
    second = await gap(tx, 180, 220, at=221)
    anna = await at_work(tx, minutes=225)
    await commands.call_next(tx, NORD, 1, anna.by(226))
    await commands.start(tx, waits.id, anna.by(227))
    await commands.close(tx, waits.id, Outcome.INFORMED, anna.by(230))
    assert await ids_of(tx, second) == ([], [])


async def test_a_visit_of_the_first_hours_that_waits_is_caught_by_the_second(tx: Tx) -> None:
    await sheet(tx)
    first = await gap(tx, at=165)
    waits = await waited_on_paper(tx, first)
    await tx.execute("UPDATE paper_entry SET contact = $2 WHERE contact = $1", waits.id, uuid4())
    second = await gap(tx, 180, 220, at=230)
    assert await ids_of(tx, second) == ([waits.id], []), "caught, and not entered as well"
