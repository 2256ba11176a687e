"""Several reasons, each with its end; a level that rules propose and a person decides."""

from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway import commands, store
from services.gateway.commands import Arrival
from services.gateway.domain import Contact, Triage, access
from services.gateway.domain.refusals import (
    MatterOver,
    NoSuchMatter,
    NotInThisState,
    ReasonThere,
    SayWhy,
    UnknownCircumstance,
    UnknownReason,
)
from services.gateway.domain.triage import asked_about, propose
from shared.city import TriageRules
from shared.city.store import current
from shared.contracts import gateway
from shared.contracts.gateway import ContactEvent, ContactState, Level, Matter, Outcome
from shared.db import Tx
from tests.fixtures.cities import BEGAN, NORD, a_city, load_city
from tests.fixtures.web import Serving
from tests.gateway.keeping import house_of
from tests.gateway.scene import Staff, after, at_work, in_front_of, stored, told

ACTS = (
    "triage",
    "add-reason",
    "drop-reason",
    "lead-with",
    "reopen-reason",
    "end-reason",
    "circumstances",
)
FOOD, CARE, VIOLENCE = "ECO-ALIM", "DEP", "VIO"


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def served(
    tx: Tx, reason: str | None = FOOD, level: Level | None = None
) -> tuple[Staff, UUID]:
    """Somebody in service at a desk."""
    anna = await at_work(tx)
    arrival = Arrival(NORD, reason=reason, level=level)
    contact = await commands.open_contact(tx, arrival, anna.by())
    await commands.call_next(tx, NORD, 1, anna.by(1))
    await commands.start(tx, contact.id, anna.by(2))
    return anna, contact.id


def reasons(contact: Contact) -> list[str]:
    return [matter.reason for matter in contact.matters]


async def test_somebody_comes_for_several_reasons_and_the_first_is_the_main_one(tx: Tx) -> None:
    anna, contact = await served(tx)
    now = await commands.add_reason(tx, contact, CARE, anna.by(3))
    assert (now.reason, reasons(now)) == (FOOD, [FOOD, CARE])
    now = await commands.lead_with(tx, contact, CARE, anna.by(3))
    assert (now.reason, reasons(now)) == (CARE, [CARE, FOOD])
    now = await commands.drop_reason(tx, contact, CARE, anna.by(3))
    assert (now.reason, reasons(now)) == (FOOD, [FOOD])
    assert await stored(tx, contact) == now


async def test_each_reason_ends_as_it_does_and_service_ends_with_the_last(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, CARE, anna.by(3))
    now = await commands.end_reason(tx, contact, CARE, Outcome.NOT_RECORDED, anna.by(4))
    assert now.state is ContactState.SERVING
    now = await commands.end_reason(tx, contact, FOOD, Outcome.INFORMED, anna.by(5))
    assert (now.state, now.outcome, now.ended_at) == (
        ContactState.CLOSED,
        Outcome.INFORMED,
        after(5),
    )
    assert now.matters == (
        Matter(reason=FOOD, outcome=Outcome.INFORMED, at=after(5)),
        Matter(reason=CARE, outcome=Outcome.NOT_RECORDED, at=after(4)),
    )
    *_, last = await told(tx, contact)
    assert isinstance(last, gateway.ContactClosed)
    assert last.matters == now.matters


async def test_service_ends_when_the_last_open_reason_was_not_meant_and_undo_brings_it_back(
    tx: Tx,
) -> None:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, CARE, anna.by(3))
    before = await commands.end_reason(tx, contact, FOOD, Outcome.RESOLVED, anna.by(4))
    now = await commands.drop_reason(tx, contact, CARE, anna.by(5))
    assert (now.state, now.outcome, now.ended_at) == (
        ContactState.CLOSED,
        Outcome.RESOLVED,
        after(5),
    )
    assert now.matters == (Matter(reason=FOOD, outcome=Outcome.RESOLVED, at=after(4)),)
    *_, last = await told(tx, contact)
    assert isinstance(last, gateway.ContactClosed)
    assert last.matters == now.matters
    assert await in_front_of(tx) is None
    back = await commands.undo(tx, contact, anna.by(6))
    assert (back.state, back.outcome, back.matters) == (before.state, None, before.matters)
    assert await in_front_of(tx) == contact


async def test_so_it_does_when_what_it_was_for_all_along_has_ended(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, CARE, anna.by(3))
    await commands.end_reason(tx, contact, CARE, Outcome.RESOLVED, anna.by(4))
    said = Triage(Level.PREFERENTIAL, reason=CARE)
    now = await commands.triage(tx, contact, said, anna.by(5))
    assert (now.state, now.outcome, reasons(now)) == ("closed", "resolved", [CARE])


async def test_who_is_left_without_any_reason_is_served_on(tx: Tx) -> None:
    anna, contact = await served(tx)
    assert (await commands.drop_reason(tx, contact, FOOD, anna.by(3))).state == "serving"


async def test_who_waits_for_another_desk_is_called_though_nothing_is_open(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, CARE, anna.by(3))
    await commands.end_reason(tx, contact, FOOD, Outcome.RESOLVED, anna.by(4))
    await commands.pass_on(tx, contact, commands.Destination(NORD, 2), anna.by(5))
    now = await commands.drop_reason(tx, contact, CARE, anna.by(6))
    assert (now.state, now.outcome) == ("waiting", None)


async def test_an_outcome_of_the_whole_contact_is_that_of_every_open_reason(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, CARE, anna.by(3))
    await commands.end_reason(tx, contact, CARE, Outcome.NOT_RECORDED, anna.by(4))
    now = await commands.close(tx, contact, Outcome.RESOLVED, anna.by(5))
    assert [matter.outcome for matter in now.matters] == [Outcome.RESOLVED, Outcome.NOT_RECORDED]


async def test_a_reason_that_ended_can_be_reopened_and_undone(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, CARE, anna.by(3))
    ended = await commands.end_reason(tx, contact, CARE, Outcome.NOT_RECORDED, anna.by(4))
    with pytest.raises(MatterOver):
        await commands.drop_reason(tx, contact, CARE, anna.by(4))
    with pytest.raises(MatterOver):
        await commands.end_reason(tx, contact, CARE, Outcome.INFORMED, anna.by(4))
    now = await commands.reopen_reason(tx, contact, CARE, anna.by(5))
    assert now.matters[1].outcome is None
    assert (await commands.undo(tx, contact, anna.by(6))).matters == ended.matters


async def test_what_is_not_there_or_there_already_is_refused(tx: Tx) -> None:
    anna, contact = await served(tx)
    with pytest.raises(ReasonThere):
        await commands.add_reason(tx, contact, FOOD, anna.by(3))
    with pytest.raises(UnknownReason):
        await commands.add_reason(tx, contact, "nothing", anna.by(3))
    for act in (commands.drop_reason, commands.lead_with, commands.reopen_reason):
        with pytest.raises(NoSuchMatter):
            await act(tx, contact, CARE, anna.by(3))
    with pytest.raises(UnknownCircumstance):
        await commands.say_circumstances(tx, contact, ["nothing"], anna.by(3))
    await commands.close(tx, contact, Outcome.INFORMED, anna.by(3))
    with pytest.raises(NotInThisState):
        await commands.add_reason(tx, contact, CARE, anna.by(4))
    with pytest.raises(NotInThisState):
        await commands.no_danger(tx, contact, anna.by(4))


async def test_only_somebody_who_is_served_has_an_outcome(tx: Tx) -> None:
    anna = Staff()
    contact = await commands.open_contact(tx, Arrival(NORD, reason=FOOD), anna.by())
    with pytest.raises(NotInThisState):
        await commands.end_reason(tx, contact.id, FOOD, Outcome.INFORMED, anna.by(1))


async def test_the_level_follows_reasons_and_rules_up_and_down(tx: Tx) -> None:
    anna, contact = await served(tx)

    async def level(*circumstances: str) -> Level | None:
        now = await commands.say_circumstances(tx, contact, circumstances, anna.by(3))
        return now.level

    assert await level("minors") is Level.PREFERENTIAL
    assert await level("alone") is Level.ORDINARY
    assert await level("minors", "alone") is Level.URGENT
    assert await level() is Level.ORDINARY
    assert (await commands.add_reason(tx, contact, CARE, anna.by(4))).level is Level.PREFERENTIAL
    assert (await commands.drop_reason(tx, contact, CARE, anna.by(4))).level is Level.ORDINARY


async def test_another_level_than_proposed_asks_why_and_stays_when_reasons_change(tx: Tx) -> None:
    anna, contact = await served(tx)
    same = Triage(Level.URGENT, keeps_reason=True)
    for why in (None, "nothing"):
        with pytest.raises(SayWhy):
            await commands.triage(
                tx, contact, Triage(same.level, keeps_reason=True, why=why), anna.by(3)
            )
    said = Triage(Level.URGENT, keeps_reason=True, why="worse")
    now = await commands.triage(tx, contact, said, anna.by(3))
    assert (now.level, now.level_why) == (Level.URGENT, "worse")
    now = await commands.add_reason(tx, contact, CARE, anna.by(4))
    assert (now.level, now.level_why) == (Level.URGENT, "worse")
    back = Triage(Level.PREFERENTIAL, keeps_reason=True)
    now = await commands.triage(tx, contact, back, anna.by(5))
    assert (now.level, now.level_why) == (Level.PREFERENTIAL, None)


async def test_nobody_is_asked_why_where_there_is_no_proposal(tx: Tx) -> None:
    anna, contact = await served(tx, None)
    now = await commands.triage(tx, contact, Triage(Level.URGENT), anna.by(3))
    assert (now.level, now.level_why, now.matters) == (Level.URGENT, None, ())


@pytest.mark.parametrize(
    ("door", "level"), [(Level.URGENT, Level.URGENT), (Level.ORDINARY, Level.PREFERENTIAL)]
)
async def test_a_level_said_at_the_door_may_rise_and_is_never_lowered(
    tx: Tx, door: Level, level: Level
) -> None:
    anna, contact = await served(tx, None, door)
    assert (await commands.add_reason(tx, contact, CARE, anna.by(3))).level is level


async def test_a_restricted_reason_is_always_the_main_one_and_told_as_restricted(tx: Tx) -> None:
    anna, contact = await served(tx)
    now = await commands.add_reason(tx, contact, VIOLENCE, anna.by(3))
    assert reasons(now) == [VIOLENCE, FOOD]
    assert reasons(await commands.lead_with(tx, contact, FOOD, anna.by(3))) == [VIOLENCE, FOOD]
    for event in (await told(tx, contact))[-2:]:
        assert isinstance(event, ContactEvent)
        assert event.reason == "restricted"
        assert [each.reason for each in event.matters] == ["restricted", FOOD]


async def test_nothing_of_the_danger_questions_is_noted_once(tx: Tx) -> None:
    anna, contact = await served(tx)
    assert (await commands.no_danger(tx, contact, anna.by(3))).danger_asked


def test_the_rule_that_proposes_is_named_and_only_what_rules_ask_is_asked() -> None:
    here = a_city()
    found = propose(here, [FOOD], ["minors"])
    assert found
    assert found.rule
    assert (found.level, found.rule.code) == (Level.PREFERENTIAL, "ECO-1")
    plain = propose(here, [FOOD], [])
    assert plain
    assert (plain.level, plain.rule) == (Level.ORDINARY, None)
    assert propose(here, [], ["minors"]) is None
    assert asked_about(here, [FOOD]) == ("minors", "alone")
    assert asked_about(here, [CARE]) == ()


async def test_where_the_city_asks_no_why_none_is_kept(tx: Tx) -> None:
    silent = a_city("Silenciosa")
    await load_city(tx, silent.model_copy(update={"triage": TriageRules()}), BEGAN)
    anna, contact = await served(tx)
    said = Triage(Level.URGENT, keeps_reason=True, why="something\0personal")
    assert (await commands.triage(tx, contact, said, anna.by(3))).level_why is None


async def test_a_contact_ends_as_its_main_reason_did_though_another_ends_it(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, CARE, anna.by(3))
    await commands.end_reason(tx, contact, FOOD, Outcome.NOT_RECORDED, anna.by(4))
    assert (
        await commands.close(tx, contact, Outcome.INFORMED, anna.by(5))
    ).outcome == "not_recorded"


async def test_a_further_reason_that_a_newer_city_restricts_hides_and_is_hidden(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, CARE, anna.by(3))
    here = a_city("Prudent")
    reasons = [each.model_copy(update={"restricted": each.code == CARE}) for each in here.reasons]
    await load_city(tx, here.model_copy(update={"reasons": tuple(reasons)}), after(3.5))
    facts = await store.contacts.take(tx, contact)
    assert facts is not None
    assert access.is_restricted(await current(tx, after(4)), facts.contact)
    await commands.park(tx, contact, anna.by(4))
    *_, event = await told(tx, contact)
    assert isinstance(event, ContactEvent)
    assert (event.reason, [each.reason for each in event.matters]) == (
        "restricted",
        [FOOD, "restricted"],
    )


@pytest.mark.parametrize("strange", ["\0", "x" * 61, "nothing", "ECO-ALIM\0"])
async def test_what_a_form_of_the_triage_may_not_say_is_refused_and_changes_nothing(
    serving: Serving, strange: str
) -> None:
    house = await house_of(serving)
    contact = await house.contact()
    before = await house.rows("SELECT version, matters, level FROM contact")
    for act in ACTS:
        answer = await house.anna.form(
            f"/units/{NORD}/contacts/{contact}/{act}",
            reason=strange, why=strange, turned=strange, outcome="informed",
        )  # fmt: skip
        assert answer.status_code in {303, 400, 409, 422}, (act, answer.status_code)
        assert strange not in answer.text
    assert await house.rows("SELECT version, matters, level FROM contact") == before
