"""Outcomes that do their act, by code, alias or name, and whether the redirected arrived."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from services.gateway import commands, queries
from services.gateway.commands import Destination
from services.gateway.domain import Arrived, Contact
from services.gateway.domain.refusals import (
    AppointmentUnbooked,
    NoSuchMatter,
    NothingToFollow,
    NotInThisState,
    OutcomeIncomplete,
    UnknownOwner,
    UnknownPlace,
)
from shared.contracts import gateway
from shared.contracts.gateway import ContactEvent, ContactState, Outcome
from shared.db import Scope, Tx, transaction
from shared.identity import Principal, Role
from tests.fixtures.cities import NORD, SUD, a_city, load_city
from tests.fixtures.web import Serving, command
from tests.gateway.handing import a_session, hear
from tests.gateway.keeping import House, house_of
from tests.gateway.scene import VIOLENCE, Staff, after, stored, told
from tests.gateway.test_kept_from_appointments import slot
from tests.gateway.test_triage import CARE, FOOD, served

DUE = after(0) + timedelta(days=7)
"""Five working days after the Monday of these tests: the next Monday."""


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def redirected(tx: Tx, reason: str = FOOD) -> tuple[Staff, Contact]:
    """Somebody whom the housing office has now."""
    anna, contact = await served(tx, reason)
    return anna, await commands.redirect(tx, contact, reason, "housing", anna.by(4))


async def due(
    tx: Tx, at: datetime = DUE, *roles: Role, unit: str = NORD, stretch: tuple[int, int] = (0, 50)
) -> list[UUID]:
    """Of whom it is time to ask, to somebody of the reception unless another role is named."""
    who = Principal(UUID(int=5), "x", frozenset(roles or {Role.RECEPTION}), None)
    return [each.id for each in await queries.follow_ups(tx, unit, who, at, stretch)]


async def test_attended_today_says_where_and_ends_the_reason(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, CARE, anna.by(3))
    now = await commands.attend_today(tx, contact, FOOD, Destination(SUD, 2), anna.by(4))
    assert now.state is ContactState.SERVING
    now = await commands.attend_today(tx, contact, CARE, Destination(NORD), anna.by(5))
    assert (now.state, now.outcome) == (ContactState.CLOSED, Outcome.SAME_DAY_CARE)
    assert [(m.care_unit, m.care_desk) for m in now.matters] == [(SUD, 2), (NORD, None)]
    *_, event = await told(tx, contact)
    assert isinstance(event, gateway.ContactClosed)
    assert event.matters == now.matters


@pytest.mark.parametrize("where", [Destination("nowhere"), Destination(NORD, 3)])
async def test_nobody_is_attended_where_there_is_no_such_place(tx: Tx, where: Destination) -> None:
    anna, contact = await served(tx)
    with pytest.raises(UnknownPlace):
        await commands.attend_today(tx, contact, FOOD, where, anna.by(4))


async def test_redirected_names_the_owner_and_is_asked_about_after_working_days(tx: Tx) -> None:
    _, contact = await redirected(tx)
    assert (contact.outcome, contact.matters[0].owner) == (Outcome.REDIRECTED, "housing")
    assert contact.matters[0].arrived is None
    assert contact.follow_up_on == date(2026, 3, 9)
    *_, event = await told(tx, contact.id)
    assert isinstance(event, ContactEvent)
    assert event.matters[0].owner == "housing"


async def test_only_organisations_of_the_citys_list_are_competent(tx: Tx) -> None:
    anna, contact = await served(tx)
    with pytest.raises(UnknownOwner):
        await commands.redirect(tx, contact, FOOD, "nobody", anna.by(4))


async def test_who_is_competent_for_a_restricted_reason_is_told_to_nobody(tx: Tx) -> None:
    _, contact = await redirected(tx, VIOLENCE)
    assert contact.matters[0].owner == "housing"
    *_, event = await told(tx, contact.id)
    assert isinstance(event, ContactEvent)
    assert (event.matters[0].reason, event.matters[0].owner) == ("restricted", None)


@pytest.mark.parametrize("outcome", [Outcome.REDIRECTED, Outcome.SAME_DAY_CARE])
async def test_an_outcome_that_does_more_is_not_said_by_its_name_alone(
    tx: Tx, outcome: Outcome
) -> None:
    anna, contact = await served(tx)
    with pytest.raises(OutcomeIncomplete):
        await commands.close(tx, contact, outcome, anna.by(4))
    with pytest.raises(OutcomeIncomplete):
        await commands.end_reason(tx, contact, FOOD, outcome, anna.by(4))


async def test_only_a_time_of_the_agenda_makes_an_appointment(tx: Tx) -> None:
    anna, contact = await served(tx)
    with pytest.raises(AppointmentUnbooked):
        await commands.close(tx, contact, Outcome.APPOINTMENT, anna.by(4))
    with pytest.raises(AppointmentUnbooked):
        await commands.end_reason(tx, contact, FOOD, Outcome.APPOINTMENT, anna.by(4))
    assert (await stored(tx, contact)).state is ContactState.SERVING


async def test_neither_a_machine_nor_a_page_says_that_there_is_an_appointment(
    serving: Serving,
) -> None:
    house = await house_of(serving)
    await house.desk(house.anna)
    contact = await house.contact(reason=FOOD)
    await house.call(house.anna)
    await house.anna.post(f"/api/contacts/{contact}/start")
    for path in ("close", f"reasons/{FOOD}/end"):
        refused = await house.anna.post(f"/api/contacts/{contact}/{path}", outcome="appointment")
        told = (refused.status_code, refused.json()["type"])
        assert told == (422, "/problems/appointment-unbooked"), refused.text
    for act in ("close", "end-reason"):
        page = await house.anna.form(
            f"/units/{NORD}/contacts/{contact}/{act}", reason=FOOD, outcome="appointment"
        )
        assert page.status_code == 422
        assert "només així hi ha cita" in page.text
    [row] = await house.rows("SELECT state, outcome FROM contact")
    assert tuple(row) == ("serving", None)


async def test_who_leaves_during_service_leaves_for_every_open_reason(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, CARE, anna.by(3))
    await commands.add_reason(tx, contact, VIOLENCE, anna.by(3))
    await commands.end_reason(tx, contact, CARE, Outcome.INFORMED, anna.by(4))
    now = await commands.end_reason(tx, contact, FOOD, Outcome.LEFT, anna.by(5))
    assert now.state is ContactState.CLOSED
    assert [m.outcome for m in now.matters] == [Outcome.LEFT, Outcome.LEFT, Outcome.INFORMED]


async def test_a_redirection_that_is_reopened_or_undone_is_not_asked_about(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, CARE, anna.by(3))
    now = await commands.redirect(tx, contact, FOOD, "housing", anna.by(4))
    assert now.follow_up_on
    now = await commands.reopen_reason(tx, contact, FOOD, anna.by(5))
    assert (now.follow_up_on, now.matters[0].owner) == (None, None)
    await commands.redirect(tx, contact, FOOD, "housing", anna.by(6))
    assert (await commands.undo(tx, contact, anna.by(7))).follow_up_on is None


async def test_they_are_listed_from_their_day_on_at_their_own_unit(tx: Tx) -> None:
    _, contact = await redirected(tx)
    assert await due(tx, DUE - timedelta(days=1)) == []
    assert await due(tx, DUE) == [contact.id]
    assert await due(tx, DUE + timedelta(days=30)) == [contact.id]
    assert await due(tx, DUE, unit=SUD) == []


async def test_the_list_goes_on_page_by_page(tx: Tx) -> None:
    anna, contact = await redirected(tx)
    other = await commands.open_contact(tx, commands.Arrival(NORD, reason=CARE), anna.by(5))
    await commands.call_next(tx, NORD, 1, anna.by(6))
    await commands.start(tx, other.id, anna.by(6))
    await commands.redirect(tx, other.id, CARE, "housing", anna.by(7))
    assert await due(tx, stretch=(0, 1)) == [contact.id]
    assert await due(tx, stretch=(1, 1)) == [other.id]


async def test_a_page_is_not_shorter_for_those_that_its_reader_may_not_know(tx: Tx) -> None:
    anna, _ = await redirected(tx, VIOLENCE)
    other = await commands.open_contact(tx, commands.Arrival(NORD, reason=CARE), anna.by(5))
    await commands.call_next(tx, NORD, 1, anna.by(6))
    await commands.start(tx, other.id, anna.by(6))
    await commands.redirect(tx, other.id, CARE, "housing", anna.by(7))
    assert await due(tx, stretch=(0, 1)) == [other.id]


async def test_the_first_of_several_days_counts(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, CARE, anna.by(3))
    await commands.redirect(tx, contact, FOOD, "housing", anna.by(4))
    now = await commands.redirect(tx, contact, CARE, "housing", anna.by(24 * 60 + 4))
    assert now.follow_up_on == date(2026, 3, 9)
    now = await commands.answer_follow_up(tx, contact, FOOD, Arrived.YES, anna.at(DUE))
    assert now.follow_up_on == date(2026, 3, 10)


async def test_a_restricted_one_is_asked_about_by_professionals_alone(tx: Tx) -> None:
    _, contact = await redirected(tx, VIOLENCE)
    assert await due(tx) == []
    assert await due(tx, DUE, Role.PROFESSIONAL) == [contact.id]


@pytest.mark.parametrize(
    ("answer", "arrived"),
    [(Arrived.YES, True), (Arrived.NO, False), (Arrived.NOT_REACHED, None)],
)
async def test_what_was_found_out_is_told_and_nobody_is_asked_again(
    tx: Tx, answer: Arrived, arrived: bool | None
) -> None:
    anna, contact = await redirected(tx)
    now = await commands.answer_follow_up(tx, contact.id, FOOD, answer, anna.at(DUE))
    assert (now.matters[0].arrived, now.matters[0].asked_at) == (arrived, DUE)
    assert (now.outcome, now.follow_up_on) == (Outcome.REDIRECTED, None)
    *_, event = await told(tx, contact.id)
    assert isinstance(event, gateway.ContactFollowedUp)
    assert (event.at, event.matters) == (DUE, now.matters)
    assert await stored(tx, contact.id) == now
    assert await due(tx) == []
    with pytest.raises(NothingToFollow):
        await commands.answer_follow_up(tx, contact.id, FOOD, answer, anna.at(DUE))


async def test_an_answer_can_be_undone_and_then_asked_for_again(tx: Tx) -> None:
    anna, contact = await redirected(tx)
    await commands.answer_follow_up(tx, contact.id, FOOD, Arrived.YES, anna.at(DUE))
    now = await commands.undo(tx, contact.id, anna.at(DUE + timedelta(minutes=5)))
    assert (now.state, now.matters[0].asked_at) == (ContactState.CLOSED, None)
    assert await due(tx) == [contact.id]


async def test_each_reason_is_asked_about_on_its_own(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, CARE, anna.by(3))
    await commands.redirect(tx, contact, FOOD, "housing", anna.by(4))
    await commands.redirect(tx, contact, CARE, "housing", anna.by(5))
    with pytest.raises(NoSuchMatter):
        await commands.answer_follow_up(tx, contact, VIOLENCE, Arrived.YES, anna.at(DUE))
    now = await commands.answer_follow_up(tx, contact, CARE, Arrived.YES, anna.at(DUE))
    assert now.follow_up_on == date(2026, 3, 9)
    assert await due(tx) == [contact]


async def test_nobody_is_asked_about_who_was_not_redirected(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.close(tx, contact, Outcome.INFORMED, anna.by(4))
    with pytest.raises(NothingToFollow):
        await commands.answer_follow_up(tx, contact, FOOD, Arrived.YES, anna.at(DUE))
    with pytest.raises(NotInThisState):
        await commands.redirect(tx, contact, FOOD, "housing", anna.by(5))


ENDS = {
    Outcome.SAME_DAY_CARE: ("reasons/DEP/attend-today", {"unit": NORD, "desk": 2}),
    Outcome.REDIRECTED: ("reasons/DEP/redirect", {"owner": "housing"}),
    Outcome.REFERRED: ("reasons/DEP/refer", {"unit": SUD}),
}
"""Outcomes that have a route of their own; all others end a reason by their name."""


async def ended(house: House, whom: str | None, outcome: Outcome) -> dict[str, object]:
    """Somebody who came, was served and left with this outcome."""
    contact = await house.contact(whom, reason="DEP")
    called = await house.call(house.anna)
    assert called == contact
    await house.anna.post(f"/api/contacts/{contact}/start")
    await house.anna.post(f"/api/contacts/{contact}/ways", safe_contact="no_message")
    path, body = ENDS.get(outcome, ("reasons/DEP/end", {"outcome": outcome.value}))
    if outcome is Outcome.GROUP_PLACE:
        session = a_session(starts_at=house.served.around.clock.now() + timedelta(days=2))
        async with transaction(house.served.around.pool, Scope.SYSTEM) as tx:
            await hear(tx, session)
        path = "reasons/DEP/group-place"
        body = {"session": str(session.session_id), "places": 1}
    if outcome is Outcome.APPOINTMENT:
        time = await slot(house, uuid4())
        path, body = "appointments", {"unit": NORD, "slot": str(time), "reason": "DEP"}
    key = command()
    url = f"/api/contacts/{contact}/{path}"
    answer = await house.anna.client.post(url, json=body, headers=key)
    again = await house.anna.client.post(url, json=body, headers=key)
    assert answer.is_success, answer.text
    assert answer.text == again.text
    found: dict[str, object] = (await house.anna.client.get(f"/api/contacts/{contact}")).json()
    return found


async def test_every_outcome_works_by_code_by_alias_and_by_name(serving: Serving) -> None:
    house = await house_of(serving)
    await house.desk(house.anna)
    alias = await house.person(telephone=None, name="Kanarivogel")
    named = await house.person()
    for outcome in set(Outcome) - {Outcome.ATTENDED}:  # that needs an appointment
        for whom in (None, alias, named):
            now = await ended(house, whom, outcome)
            assert (now["state"], now["outcome"]) == ("closed", outcome.value)
            assert now["code"]


async def test_follow_ups_are_answered_once_by_those_who_may(serving: Serving) -> None:
    house = await house_of(serving)
    await house.desk(house.anna)
    now = await ended(house, await house.person(), Outcome.REDIRECTED)
    await house.rows("UPDATE contact SET follow_up_on = '2020-01-01' RETURNING id")
    listed = await house.anna.client.get(f"/api/units/{NORD}/follow-ups")
    assert [each["id"] for each in listed.json()["contacts"]] == [now["id"]]
    for nobody in (house.south, house.lead, house.officer):
        answer = await nobody.client.get(f"/api/units/{NORD}/follow-ups")
        assert answer.status_code in {403, 404}
    url = f"/api/contacts/{now['id']}/reasons/DEP/follow-up"
    assert (await house.south.post(url, arrived="yes")).status_code == 404
    key = command()
    body = {"arrived": "no"}
    first = await house.carla.client.post(url, json=body, headers=key)
    assert first.status_code == 200
    assert first.json()["matters"][0]["arrived"] is False
    assert (await house.carla.client.post(url, json=body, headers=key)).text == first.text
    assert (await house.carla.post(url, arrived="yes")).status_code == 409


async def test_a_colleague_who_must_not_know_of_them_neither_lists_nor_answers(
    serving: Serving,
) -> None:
    house = await house_of(serving)
    await house.desk(house.anna)
    person = await house.person()
    now = await ended(house, person, Outcome.REDIRECTED)
    await house.rows("UPDATE contact SET follow_up_on = '2020-01-01' RETURNING id")
    await house.exclude(person, house.berta)
    listed = await house.berta.client.get(f"/api/units/{NORD}/follow-ups")
    assert listed.json()["contacts"] == []
    url = f"/api/contacts/{now['id']}/reasons/DEP/follow-up"
    assert (await house.berta.post(url, arrived="yes")).status_code == 404


async def test_the_list_leads_to_whom_one_may_see_and_shows_nobodys_data(serving: Serving) -> None:
    house = await house_of(serving)
    await house.desk(house.anna)
    person = await house.person()
    await ended(house, person, Outcome.REDIRECTED)
    await house.rows("UPDATE contact SET follow_up_on = '2020-01-01' RETURNING id")
    page = f"/units/{NORD}/follow-ups"
    shown = (await house.anna.client.get(page)).text
    assert f"/people/{person}" in shown
    assert "Kanarivogel" not in shown
    assert "D’un familiar" not in shown
    await house.rows("UPDATE person SET telephone_of = 'relative'")
    shown = (await house.anna.client.get(page)).text
    assert "D’un familiar" in shown, "whose the telephone is that one finds there"


async def says_later(house: House, person: str, **ways: str) -> None:
    """The person comes to another centre, and says how to reach them from then on."""
    answer = await house.south.post(f"/api/units/{SUD}/contacts")
    contact = answer.json()["id"]
    said = await house.south.post(f"/api/contacts/{contact}/ways", **ways)
    assert said.status_code == 200, said.text
    await house.rows(
        "UPDATE contact SET person = $2 WHERE id = $1 RETURNING id", UUID(contact), UUID(person)
    )


async def test_who_is_asked_is_reached_as_they_said_last_anywhere(serving: Serving) -> None:
    house = await house_of(serving)
    await house.desk(house.anna)
    person = await house.person()
    await ended(house, person, Outcome.REDIRECTED)
    await ended(house, None, Outcome.REDIRECTED)
    await house.rows("UPDATE contact SET follow_up_on = '2020-01-01' RETURNING id")
    page = f"/units/{NORD}/follow-ups"
    assert (await house.anna.client.get(page)).text.count("Trucar sense deixar res") == 2
    await says_later(house, person, reached_by="text", language="ur", safe_contact="no_message")
    shown = (await house.anna.client.get(page)).text
    for says in ("Per text", "Urdú, intèrpret", "Ni escriguis ni marquis."):
        assert shown.count(says) == 1
    await says_later(house, person, safe_contact="no_contact")
    shown = (await house.anna.client.get(page)).text
    assert shown.count("Ni trucar ni escriure") == 1
    assert shown.count("Trucar sense deixar res") == 1, "the other one said nothing else"


async def test_the_owner_of_the_reason_is_proposed_with_how_to_reach_it(serving: Serving) -> None:
    house = await house_of(serving)
    here = a_city("Competent")
    reasons = [each.model_copy(update={"owner": "housing"}) for each in here.reasons]
    await load_city(
        house.served.around.pool,
        here.model_copy(update={"reasons": tuple(reasons)}),
        after(0) - timedelta(days=1),
    )
    await house.desk(house.anna)
    contact = await house.contact(reason="DEP")
    await house.call(house.anna)
    await house.anna.post(f"/api/contacts/{contact}/start")
    shown = (await house.anna.client.get(f"/units/{NORD}/desk")).text
    assert '<option value="housing" selected>Habitatge · 010</option>' in shown
    assert '<option value="ours">' in shown
