"""Whoever is offered a place, or loses one, and was not written to is called by somebody."""

from dataclasses import dataclass, field
from uuid import UUID

import httpx2
import pytest

from services.groups import commands, queries
from services.groups.commands import Attendee, Enrolling
from services.groups.domain.sessions import Session
from services.groups.queries.calls import TOLD_LATELY
from services.groups.timers.letters import LETTERS
from shared.contracts.groups import PlaceAnswer
from shared.db import Scope, transaction
from shared.identity import Role
from shared.mail.people import write_one
from shared.mail.sending import MailServer
from tests.fixtures.canaries import MARIA, canaries_in
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.postbox import Postbox, postbox
from tests.fixtures.web import command
from tests.groups.doors import Doors, posted
from tests.groups.scene import Facilitator

LEADS = {Role.FACILITATOR}
PAGE = f"/units/{NORD}/calls"
MAIL = "somebody@mail.example"
REFUSED = "550 no such box"


@dataclass
class Line:
    """Somebody who gave this is offered the only place of a session."""

    doors: Doors
    mail: str | None = None
    telephone: str | None = MARIA.telephone
    said: dict[str, object] = field(default_factory=dict)

    async def offered(self) -> tuple[Session, UUID]:
        session = await self.doors.session(capacity=1, **self.said)
        first = await self.doors.ask(session)
        place = await self.asks(session)
        async with transaction(self.doors.served.around.pool, Scope.SYSTEM) as tx:
            await commands.answer_by_event(tx, first, PlaceAnswer.WITHDRAWN, self.doors.now)
        return session, place

    async def enrolled(self) -> tuple[Session, UUID]:
        """Somebody who was never offered one has the only place."""
        session = await self.doors.session(capacity=1, **self.said)
        return session, await self.asks(session)

    async def asks(self, session: Session) -> UUID:
        who = Enrolling(Attendee(MARIA.name, self.mail, self.telephone))
        by = Facilitator(id=session.facilitators[0]).at(self.doors.now)
        async with transaction(self.doors.served.around.pool, Scope.SYSTEM) as tx:
            made = await commands.enrol(tx, session.id, who, self.doors.served.around.keys, by)
            return made.id

    async def off(self) -> tuple[Session, UUID]:
        """They had it, and the session is cancelled."""
        session, place = await self.enrolled()
        by = Facilitator(id=session.facilitators[0]).at(self.doors.now)
        async with transaction(self.doors.served.around.pool, Scope.SYSTEM) as tx:
            await commands.cancel(tx, session.id, by)
        return session, place


async def listed(client: httpx2.AsyncClient, unit: str = NORD) -> list[str]:
    """The places about which somebody has to be called."""
    answer = await client.get(f"/api/units/{unit}/calls")
    assert not canaries_in(answer.text)
    return [each["place"]["id"] for each in answer.json()["calls"]]


async def test_who_gave_a_telephone_is_called_and_their_answer_comes_back(doors: Doors) -> None:
    _, place = await Line(doors).offered()
    laia = await doors.served.signed_in(LEADS, {NORD})
    sessions = (await laia.get(f"/units/{NORD}/sessions")).text
    assert "1 plaça per la qual cal trucar" in sessions
    page = (await laia.get(PAGE)).text
    assert f"{PAGE}/{place}" in page
    assert not canaries_in(page)
    assert await doors.value("SELECT count(*) FROM look") == 0
    call = (await laia.get(f"{PAGE}/{place}")).text
    assert MARIA.name in call
    assert MARIA.called in call
    looked = "SELECT count(*) FROM look WHERE person = $1 AND act = 'call_page'"
    assert await doors.value(looked, place) == 1
    done = await posted(laia, f"{PAGE}/{place}", answer="accepted")
    assert done.headers["location"].endswith(PAGE)
    assert await doors.value("SELECT state FROM place WHERE id = $1", place) == "enrolled"
    assert await listed(laia) == []
    assert "cal trucar" not in (await laia.get(f"/units/{NORD}/sessions")).text


async def test_by_machine_too_the_look_is_kept_before_the_number_leaves(doors: Doors) -> None:
    _, place = await Line(doors).offered()
    laia = await doors.served.signed_in(LEADS, {NORD})
    assert await listed(laia) == [str(place)]
    call = (await laia.get(f"/api/places/{place}/call")).json()
    assert call["who"] == {"name": MARIA.name, "telephone": MARIA.called}
    assert await doors.value("SELECT count(*) FROM look WHERE person = $1", place) == 1
    said = {"answer": "declined"}
    await laia.post(f"/api/places/{place}/answer", json=said, headers=command())
    over = await laia.get(f"/api/places/{place}/call")
    assert (over.status_code, canaries_in(over.text)) == (409, set())
    assert await doors.value("SELECT count(*) FROM look WHERE person = $1", place) == 1


async def test_who_left_no_way_at_all_is_seen_as_well(doors: Doors) -> None:
    _, place = await Line(doors, telephone=None).offered()
    laia = await doors.served.signed_in(LEADS, {NORD})
    assert await listed(laia) == [str(place)]
    assert "No van deixar cap telèfon" in (await laia.get(f"{PAGE}/{place}")).text


@pytest.mark.parametrize("lost", [False, True], ids=["an offer", "a loss"])
@pytest.mark.parametrize("taken", [True, False], ids=["the letter left", "it was refused for good"])
async def test_who_gave_an_address_is_called_until_the_letter_has_left(
    doors: Doors, taken: bool, lost: bool
) -> None:
    line = Line(doors, mail=MAIL)
    _, place = await (line.off() if lost else line.offered())
    laia = await doors.served.signed_in(LEADS, {NORD})
    assert await listed(laia) == [str(place)]
    async with postbox() as box:
        box.at_recipient = box.at_recipient if taken else REFUSED
        await write_all(doors, box)
    assert await listed(laia) == ([] if taken else [str(place)])


async def test_an_earlier_letter_tells_nobody_of_a_later_offer(doors: Doors) -> None:
    session, place = await Line(doors, mail=MAIL).offered()
    laia = await doors.served.signed_in(LEADS, {NORD})
    async with postbox() as box:
        await write_all(doors, box)
    by = Facilitator(id=session.facilitators[0])
    async with transaction(doors.served.around.pool, Scope.SYSTEM) as tx:
        until = await tx.fetchval("SELECT offered_until FROM place WHERE id = $1", place)
        await commands.pass_all_on(tx, until)
        await commands.wait_again(tx, place, by.at(doors.now))
    assert await listed(laia) == [str(place)]


async def write_all(doors: Doors, box: Postbox) -> None:
    """Whatever is due is handed in."""
    settings = box.settings()
    server = MailServer.of(settings)
    assert server
    at = doors.now
    keys = doors.served.around.keys
    while await write_one(settings, doors.served.around.pool, server, (keys, at), LETTERS):
        pass


async def test_calls_of_a_restricted_session_are_for_those_who_hold_it(doors: Doors) -> None:
    session, place = await Line(doors, said={"programme": "carers"}).offered()
    laia = await doors.served.signed_in(LEADS, {NORD})
    assert await listed(laia) == []
    assert "cal trucar" not in (await laia.get(f"/units/{NORD}/sessions")).text
    for path in (f"{PAGE}/{place}", f"/api/places/{place}/call"):
        assert (await laia.get(path)).status_code == 404
    assert await doors.value("SELECT count(*) FROM look") == 0
    async with transaction(doors.served.around.pool, Scope.SYSTEM) as tx:
        mine = Facilitator(id=session.facilitators[0]).at(doors.now).who
        assert await queries.how_many_to_call(tx, NORD, mine, doors.now) == 1


async def test_who_leads_the_centre_sees_the_list_and_other_centres_nothing(doors: Doors) -> None:
    _, place = await Line(doors).offered()
    maria = await doors.served.signed_in({Role.MANAGER}, {NORD})
    page = (await maria.get(PAGE)).text
    assert f"{PAGE}/{place}" not in page
    assert "Programa energy" in page
    assert (await maria.get(f"{PAGE}/{place}")).status_code == 403
    sud = await doors.served.signed_in(LEADS, {SUD})
    assert (await sud.get(PAGE)).status_code == 404
    assert await listed(sud, SUD) == []
    for path in (f"{PAGE}/{place}", f"/units/{SUD}/calls/{place}", f"/api/places/{place}/call"):
        assert (await sud.get(path)).status_code == 404
    await posted(sud, f"/units/{SUD}/calls/{place}", answer="declined")
    assert await doors.value("SELECT state FROM place WHERE id = $1", place) == "offered"
    both = await doors.served.signed_in(LEADS, {NORD, SUD})
    assert (await both.get(f"/units/{SUD}/calls/{place}")).status_code == 404
    assert await doors.value("SELECT count(*) FROM look") == 0


async def test_whom_the_gateway_sent_is_called_there_and_not_here(doors: Doors) -> None:
    session = await doors.session(capacity=1)
    first, second = [await doors.ask(session) for _ in range(2)]
    async with transaction(doors.served.around.pool, Scope.SYSTEM) as tx:
        await commands.answer_by_event(tx, first, PlaceAnswer.WITHDRAWN, doors.now)
    laia = await doors.served.signed_in(LEADS, {NORD})
    assert await doors.value("SELECT state FROM place WHERE id = $1", second) == "offered"
    assert await listed(laia) == []
    assert (await laia.get(f"/api/places/{second}/call")).status_code == 404


async def test_who_would_come_in_vain_is_called_until_they_were_told(doors: Doors) -> None:
    session, place = await Line(doors).off()
    laia = await doors.served.signed_in(LEADS, {NORD})
    sessions = (await laia.get(f"/units/{NORD}/sessions")).text
    assert "1 plaça per la qual cal trucar" in sessions
    page = (await laia.get(PAGE)).text
    assert "La sessió s’ha anul·lat" in page
    assert not canaries_in(page)
    call = (await laia.get(f"{PAGE}/{place}")).text
    assert MARIA.name in call
    assert MARIA.called in call
    assert "La sessió s’ha anul·lat" in call
    assert "L’agafa" not in call
    done = await posted(laia, f"{PAGE}/{place}", answer="told")
    assert done.headers["location"].endswith(PAGE)
    assert await listed(laia) == []
    again = await laia.get(f"{PAGE}/{place}")
    assert (again.status_code, canaries_in(again.text)) == (409, set())
    assert await doors.value("SELECT state FROM place WHERE id = $1", place) == "revoked"
    sheet = (await laia.get(f"/units/{NORD}/sessions/{session.id}")).text
    assert "Se’ls ha avisat" in sheet


async def test_the_sheet_of_a_cancelled_session_goes_on_naming_who_would_come(
    doors: Doors,
) -> None:
    session, place = await Line(doors).off()
    laia = await doors.served.signed_in(LEADS, {NORD})
    sheet = (await laia.get(f"/units/{NORD}/sessions/{session.id}")).text
    assert MARIA.name in sheet
    assert MARIA.called in sheet
    looked = "SELECT count(*) FROM look WHERE person = $1 AND act = 'sheet_page'"
    assert await doors.value(looked, place) == 1


async def test_whose_offer_a_smaller_session_takes_back_is_called(doors: Doors) -> None:
    session = await doors.session(capacity=2)
    stays, leaves = [await doors.ask(session) for _ in range(2)]
    who, by = Enrolling(Attendee(MARIA.name, None, MARIA.telephone)), Facilitator().at(doors.now)
    async with transaction(doors.served.around.pool, Scope.SYSTEM) as tx:
        made = await commands.enrol(tx, session.id, who, doors.served.around.keys, by)
        await commands.answer_by_event(tx, leaves, PlaceAnswer.WITHDRAWN, doors.now)
        await commands.change_capacity(tx, session.id, 1, by)
    laia = await doors.served.signed_in(LEADS, {NORD})
    assert await listed(laia) == [str(made.id)]
    assert "La plaça s’ha retirat" in (await laia.get(f"{PAGE}/{made.id}")).text
    assert await doors.value("SELECT state FROM place WHERE id = $1", stays) == "enrolled"


async def test_whose_offer_ended_unanswered_may_wait_again_on_the_call(doors: Doors) -> None:
    _, place = await Line(doors).offered()
    laia = await doors.served.signed_in(LEADS, {NORD})
    async with transaction(doors.served.around.pool, Scope.SYSTEM) as tx:
        until = await tx.fetchval("SELECT offered_until FROM place WHERE id = $1", place)
        await commands.pass_all_on(tx, until)
    assert await listed(laia) == [str(place)]
    assert "L’oferta ha acabat sense resposta" in (await laia.get(f"{PAGE}/{place}")).text
    await posted(laia, f"{PAGE}/{place}", answer="again")
    assert await doors.value("SELECT state FROM place WHERE id = $1", place) == "offered"


async def test_who_was_told_of_an_ended_offer_is_called_about_the_next(doors: Doors) -> None:
    session, place = await Line(doors).offered()
    laia = await doors.served.signed_in(LEADS, {NORD})
    by = Facilitator(id=session.facilitators[0])
    async with transaction(doors.served.around.pool, Scope.SYSTEM) as tx:
        until = await tx.fetchval("SELECT offered_until FROM place WHERE id = $1", place)
        await commands.pass_all_on(tx, until)
    told = await laia.post(f"/api/places/{place}/told", headers=command())
    assert told.json()["told_at"] is not None
    assert await listed(laia) == []
    async with transaction(doors.served.around.pool, Scope.SYSTEM) as tx:
        await commands.wait_again(tx, place, by.at(doors.now))
    assert await listed(laia) == [str(place)]


async def test_once_the_session_would_have_begun_nobody_is_called_any_more(doors: Doors) -> None:
    session, place = await Line(doors).off()
    laia = await doors.served.signed_in(LEADS, {NORD})
    await doors.begins(session)
    assert await listed(laia) == []
    assert (await laia.get(f"{PAGE}/{place}")).status_code == 409


async def test_who_has_a_place_has_nothing_to_be_told(doors: Doors) -> None:
    _, place = await Line(doors).enrolled()
    laia = await doors.served.signed_in(LEADS, {NORD})
    told = await laia.post(f"/api/places/{place}/told", headers=command())
    assert (told.status_code, told.json()["type"]) == (409, "/problems/nothing-to-tell")
    sud = await doors.served.signed_in(LEADS, {SUD})
    assert (await sud.post(f"/api/places/{place}/told", headers=command())).status_code == 404


async def test_what_is_lost_in_a_restricted_session_is_for_those_who_hold_it(doors: Doors) -> None:
    _, place = await Line(doors, said={"programme": "carers"}).off()
    laia = await doors.served.signed_in(LEADS, {NORD})
    assert await listed(laia) == []
    assert (await laia.get(f"{PAGE}/{place}")).status_code == 404
    told = await laia.post(f"/api/places/{place}/told", headers=command())
    assert told.status_code == 404
    assert (await posted(laia, f"{PAGE}/{place}", answer="told")).status_code == 404
    assert await doors.value("SELECT told_at FROM place WHERE id = $1", place) is None


TOLD_AT = "SELECT told_at FROM place WHERE id = $1"
LONG_AGO = """
UPDATE place SET told_at = told_at - interval '11 minutes' WHERE id = $1 RETURNING true
"""


def taken_back(page: str) -> str:
    """What the page offers to take back."""
    return page.partition('id="told"')[2].partition("</section>")[0]


async def test_that_they_were_told_is_taken_back_where_it_was_noted(doors: Doors) -> None:
    _, place = await Line(doors).off()
    laia = await doors.served.signed_in(LEADS, {NORD})
    assert taken_back((await laia.get(PAGE)).text) == ""
    await posted(laia, f"{PAGE}/{place}", answer="told")
    page = (await laia.get(PAGE)).text
    assert f'action="{PAGE}/{place}"' in taken_back(page)
    assert "Desfés" in taken_back(page)
    assert not canaries_in(page)
    done = await posted(laia, f"{PAGE}/{place}", answer="untold")
    assert done.headers["location"].endswith(PAGE)
    assert await listed(laia) == [str(place)]
    assert taken_back((await laia.get(PAGE)).text) == ""


async def test_that_they_were_told_is_taken_back_once_whoever_asks_again(doors: Doors) -> None:
    _, place = await Line(doors).off()
    laia = await doors.served.signed_in(LEADS, {NORD})
    path = f"/api/places/{place}/told"
    told = (await laia.post(path, headers=command())).json()
    asked = command()
    for _ in range(2):
        undone = await laia.post(f"{path}/undo", headers=asked)
        assert (undone.status_code, undone.json()["told_at"]) == (200, None)
        assert undone.json()["version"] == told["version"] + 1
    assert await listed(laia) == [str(place)]
    over = await laia.post(f"{path}/undo", headers=command())
    assert (over.status_code, over.json()["type"]) == (409, "/problems/nothing-to-undo")
    await laia.post(path, headers=command())
    await laia.post(f"{path}/undo", headers=asked)
    assert await doors.value(TOLD_AT, place) is not None, "what was asked once acts once"


async def test_ten_minutes_later_it_stays_that_they_were_told(doors: Doors) -> None:
    _, place = await Line(doors).off()
    laia = await doors.served.signed_in(LEADS, {NORD})
    await posted(laia, f"{PAGE}/{place}", answer="told")
    assert await doors.value(LONG_AGO, place)
    assert taken_back((await laia.get(PAGE)).text) == ""
    undone = await laia.post(f"/api/places/{place}/told/undo", headers=command())
    assert (undone.status_code, undone.json()["type"]) == (409, "/problems/nothing-to-undo")
    assert await doors.value(TOLD_AT, place) is not None


async def test_only_those_who_note_that_somebody_was_told_take_it_back(doors: Doors) -> None:
    session, place = await Line(doors, said={"programme": "carers"}).off()
    async with transaction(doors.served.around.pool, Scope.SYSTEM) as tx:
        by = Facilitator(id=session.facilitators[0])
        await commands.told(tx, place, by.at(doors.now))
    for role, unit in ((Role.FACILITATOR, NORD), (Role.FACILITATOR, SUD), (Role.MANAGER, NORD)):
        somebody = await doors.served.signed_in({role}, {unit})
        assert taken_back((await somebody.get(f"/units/{unit}/calls")).text) == ""
        undone = await somebody.post(f"/api/places/{place}/told/undo", headers=command())
        assert undone.status_code == (403 if role is Role.MANAGER else 404)
    assert await doors.value(TOLD_AT, place) is not None


MANY = """
INSERT INTO place (id, version, session, unit, door, places, state, since, asked_at, language)
SELECT gen_random_uuid(), 1, $1, $2, 'public', 1, 'withdrawn', $3, $3, 'ca'
FROM generate_series(1, 20000)
"""


async def test_years_of_places_cost_nothing_where_it_is_asked_who_was_told_lately(
    doors: Doors,
) -> None:
    session = await doors.session()
    async with transaction(doors.served.around.pool, Scope.SYSTEM) as tx:
        await tx.execute(MANY, session.id, NORD, doors.now)
        rows = await tx.fetch(f"EXPLAIN {TOLD_LATELY}", NORD, doors.now, session.facilitators[0])
    plan = "\n".join(row[0] for row in rows)
    assert "place_told" in plan, plan
    assert "Seq Scan on place" not in plan, plan
