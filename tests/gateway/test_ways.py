"""How somebody is spoken with: ways, the safe-contact question, interpreter, intensity."""

import itertools
from collections.abc import Iterable
from dataclasses import replace
from uuid import uuid4

import pytest
import pytest_asyncio

from deploy.cli.city.check import read
from services.gateway import commands, queries
from services.gateway.domain import Contact, Step, WaysSaid
from services.gateway.domain.queue import RANK
from services.gateway.domain.refusals import (
    AskSafeContact,
    InterpreterNotThere,
    NotInThisState,
    NotToBeContacted,
    UnknownLanguage,
)
from services.gateway.domain.triage import proposed_level
from services.gateway.domain.ways import (
    NOTHING_SAID,
    CalledBy,
    ReachedBy,
    SafeContact,
    Speaker,
    Ways,
    require_asked,
)
from shared.contracts.gateway import ContactEvent, Intensity, Interpreter, Matter, Outcome
from shared.db import Tx
from tests.deploy.test_city_folder import BARCELONA
from tests.fixtures.cities import NORD, load_city
from tests.fixtures.web import Serving, command
from tests.gateway.keeping import house_of
from tests.gateway.scene import after, arrive, at_work, last_told, stored, told
from tests.gateway.test_triage import FOOD, served

SAID = Ways(Speaker.SELF, language="ca", safe_contact=SafeContact.YES)


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def test_ways_are_said_one_by_one_and_what_is_not_said_stays(tx: Tx) -> None:
    anna, contact = await served(tx)
    said: list[WaysSaid] = [
        {"speaker": Speaker.RELATIVE, "language": "ur"},
        {"called_by": CalledBy.FETCHED, "reached_by": ReachedBy.SIGN_VIDEO},
        {"safe_contact": SafeContact.NO_MESSAGE},
        {"language": None},
    ]
    for each in said:
        now = await commands.say_ways(tx, contact, each, anna.by(3))
    assert now.ways == Ways(
        Speaker.RELATIVE, CalledBy.FETCHED, ReachedBy.SIGN_VIDEO, None, SafeContact.NO_MESSAGE
    )
    assert await stored(tx, contact) == now


async def test_ways_stay_in_the_service_and_the_event_says_that_there_is_a_version_more(
    tx: Tx,
) -> None:
    anna, contact = await served(tx)
    said: WaysSaid = {"language": "ur", "safe_contact": SafeContact.NO_CONTACT}
    now = await commands.say_ways(tx, contact, said, anna.by(3))
    *_, event = await told(tx, contact)
    assert event.version == now.version
    told_of = event.model_dump_json()
    assert "ways" not in told_of
    assert '"ur"' not in told_of
    assert "no_contact" not in told_of


async def test_what_was_said_of_ways_can_be_undone(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.say_ways(tx, contact, {"language": "ur"}, anna.by(3))
    assert (await commands.undo(tx, contact, anna.by(4))).ways == NOTHING_SAID


async def test_only_languages_of_the_citys_list_are_kept(tx: Tx) -> None:
    anna, contact = await served(tx)
    with pytest.raises(UnknownLanguage):
        await commands.say_ways(tx, contact, {"language": "xx"}, anna.by(3))


async def test_nothing_is_said_of_a_contact_that_is_over(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.close(tx, contact, Outcome.INFORMED, anna.by(3))
    with pytest.raises(NotInThisState):
        await commands.say_ways(tx, contact, {"language": "ca"}, anna.by(4))
    with pytest.raises(NotInThisState):
        await commands.note_interpreter(tx, contact, Step.ASKED, anna.by(4))
    with pytest.raises(NotInThisState):
        await commands.say_intensity(tx, contact, Intensity.FIRST_CARE, anna.by(4))


@pytest.mark.parametrize("whole", [True, False], ids=["the contact", "one reason"])
async def test_nobody_is_to_be_called_back_before_they_said_whether_that_is_safe(
    tx: Tx, whole: bool
) -> None:
    anna, contact = await served(tx)

    async def call_back() -> Contact:
        if whole:
            return await commands.close(tx, contact, Outcome.CALL_BACK, anna.by(4))
        return await commands.end_reason(tx, contact, FOOD, Outcome.CALL_BACK, anna.by(4))

    with pytest.raises(AskSafeContact):
        await call_back()
    await commands.say_ways(tx, contact, {"safe_contact": SafeContact.NO_CONTACT}, anna.by(3))
    with pytest.raises(NotToBeContacted):
        await call_back()
    await commands.say_ways(tx, contact, {"safe_contact": SafeContact.NO_MESSAGE}, anna.by(3))
    assert (await call_back()).outcome is Outcome.CALL_BACK


async def test_a_reason_that_is_not_the_last_asks_before_a_call_back_too(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, "DEP", anna.by(3))
    with pytest.raises(AskSafeContact):
        await commands.end_reason(tx, contact, FOOD, Outcome.CALL_BACK, anna.by(4))
    await commands.say_ways(tx, contact, {"safe_contact": SafeContact.YES}, anna.by(4))
    ended = await commands.end_reason(tx, contact, FOOD, Outcome.CALL_BACK, anna.by(5))
    assert [each.outcome for each in ended.matters] == [Outcome.CALL_BACK, None]


def test_only_a_yes_lets_a_message_be_left() -> None:
    assert [each.value for each in SafeContact if Ways(safe_contact=each).may_leave_message] == [
        "yes"
    ]
    assert not NOTHING_SAID.may_leave_message
    with pytest.raises(AskSafeContact):
        require_asked(NOTHING_SAID)


def test_an_interpreter_is_proposed_for_a_language_that_no_screen_speaks() -> None:
    assert Ways(language="ur").needs_interpreter
    assert not any(Ways(language=each).needs_interpreter for each in ("ca", "es", "en", None))


def test_speaking_for_somebody_is_another_role_than_being_them() -> None:
    by_another = [each for each in Speaker if Ways(each).by_another]
    assert by_another == [each for each in Speaker if each is not Speaker.SELF]
    assert not NOTHING_SAID.by_another


async def test_an_interpreter_is_asked_for_arrives_and_leaves_as_told_times(tx: Tx) -> None:
    anna, contact = await served(tx)
    for minute, step in enumerate(Step, 3):
        now = await commands.note_interpreter(tx, contact, step, anna.by(minute))
    expected = Interpreter(asked_at=after(3), arrived_at=after(4), left_at=after(5))
    assert now.interpreter == expected
    *_, event = await told(tx, contact)
    assert isinstance(event, ContactEvent)
    assert event.interpreter == expected


@pytest.mark.parametrize("noted", [[], [Step.ASKED], [Step.ASKED, Step.ARRIVED], list(Step)])
async def test_what_became_of_an_interpreter_is_noted_once_and_in_order(
    tx: Tx, noted: list[Step]
) -> None:
    anna, contact = await served(tx)
    for step in noted:
        await commands.note_interpreter(tx, contact, step, anna.by(3))
    for step in set(Step) - set(list(Step)[len(noted) : len(noted) + 1]):
        with pytest.raises(InterpreterNotThere):
            await commands.note_interpreter(tx, contact, step, anna.by(4))


async def test_intensity_is_what_staff_say_and_told_with_the_contact(tx: Tx) -> None:
    anna, contact = await served(tx)
    now = await commands.say_intensity(tx, contact, Intensity.TREATMENT, anna.by(3))
    assert now.intensity is Intensity.TREATMENT
    *_, event = await told(tx, contact)
    assert isinstance(event, ContactEvent)
    assert event.intensity is Intensity.TREATMENT
    assert (await commands.say_intensity(tx, contact, None, anna.by(4))).intensity is None


async def test_a_contact_with_all_of_it_is_told_as_it_is_kept(tx: Tx) -> None:
    anna, contact = await served(tx)
    await commands.say_ways(tx, contact, {"language": "ur"}, anna.by(3))
    await commands.note_interpreter(tx, contact, Step.ASKED, anna.by(3))
    now = await commands.say_intensity(tx, contact, Intensity.FIRST_CARE, anna.by(3))
    assert (await last_told(tx, now)).__name__ == "ContactTriaged"


def subsets(codes: Iterable[str]) -> list[tuple[str, ...]]:
    """Nothing, each alone, each pair and all."""
    known = sorted(codes)
    some = [each for size in (0, 1, 2) for each in itertools.combinations(known, size)]
    return [*some, tuple(known)]


async def test_refusing_to_say_who_one_is_never_lowers_the_level(tx: Tx) -> None:
    here, mistakes = read(BARCELONA)
    assert here, mistakes
    _, contact = await served(tx)
    known = replace(await stored(tx, contact), person=uuid4(), ways=SAID)
    refused = replace(known, person=None, ways=NOTHING_SAID)
    tried = 0
    for reason in here.reasons:
        for held in subsets(each.code for each in here.triage.circumstances):
            said = {"matters": (Matter(reason=reason.code),), "circumstances": held}
            level = proposed_level(here, replace(refused, **said))
            assert level is not None
            assert level is proposed_level(here, replace(known, **said))
            assert RANK[level] <= RANK[reason.level]
            tried += 1
    assert tried > 1000


async def test_the_level_at_the_desk_is_the_same_by_code_by_alias_and_by_name(
    serving: Serving,
) -> None:
    house = await house_of(serving)
    alias = await house.person(telephone=None, name="Kanarivogel")
    named = await house.person()
    for reason in ("ECO-ALIM", "DEP", "VIO"):
        for held in subsets(["minors", "alone"]):
            levels = set()
            for whom in (None, alias, named):
                contact = await house.contact(whom)
                await house.anna.post(f"/api/contacts/{contact}/reasons", reason=reason)
                answer = await house.anna.post(
                    f"/api/contacts/{contact}/circumstances", circumstances=held
                )
                levels.add(answer.json()["level"])
            assert len(levels) == 1, (reason, held, levels)


async def test_ways_interpreter_and_intensity_by_the_interface_act_once(serving: Serving) -> None:
    house = await house_of(serving)
    contact = await house.contact()
    for path, body in (
        ("ways", {"language": "ur", "speaker": "carer"}),
        ("interpreter/asked", {}),
        ("intensity", {"intensity": "treatment"}),
    ):
        key = command()
        url = f"/api/contacts/{contact}/{path}"
        first = await house.anna.client.post(url, json=body, headers=key)
        again = await house.anna.client.post(url, json=body, headers=key)
        assert (first.status_code, first.json()) == (200, again.json())
    now = first.json()
    assert now["version"] == 4
    assert (now["ways"]["language"], now["ways"]["speaker"]) == ("ur", "carer")
    assert now["ways"]["safe_contact"] is None
    assert now["interpreter"]["asked_at"]
    assert now["intensity"] == "treatment"
    refused = await house.anna.post(f"/api/contacts/{contact}/ways", language="nothing")
    assert (refused.status_code, refused.json()["type"].rsplit("/")[-1]) == (
        422,
        "unknown-language",
    )
    for path, body in (
        ("ways", {}),
        ("interpreter/arrived", {}),
        ("intensity", {"intensity": None}),
    ):
        answer = await house.south.post(f"/api/contacts/{contact}/{path}", **body)
        assert answer.status_code == 404


@pytest.mark.parametrize("strange", ["\0", "x" * 61, "nothing", "ca\0", f"{NORD}/x"])
async def test_what_these_forms_may_not_say_is_refused_and_changes_nothing(
    serving: Serving, strange: str
) -> None:
    house = await house_of(serving)
    await house.desk(house.anna)
    contact = await house.contact(reason=FOOD)
    await house.call(house.anna)
    await house.anna.post(f"/api/contacts/{contact}/start")
    before = await house.rows("SELECT version, matters, ways, interpreter FROM contact")
    for act, field in (
        ("ways", "language"),
        ("ways", "safe_contact"),
        ("interpreter", "step"),
        ("intensity", "intensity"),
        ("redirect", "owner"),
        ("attend-today", "to"),
    ):
        answer = await house.anna.form(
            f"/units/{NORD}/contacts/{contact}/{act}", **{"reason": FOOD, field: strange}
        )
        assert answer.status_code in {303, 400, 409, 422}, (act, answer.status_code)
        assert strange not in answer.text
    assert await house.rows("SELECT version, matters, ways, interpreter FROM contact") == before


async def test_an_answer_that_a_form_leaves_blank_says_that_nobody_asked(serving: Serving) -> None:
    house = await house_of(serving)
    contact = await house.contact()
    path = f"/units/{NORD}/contacts/{contact}/ways"
    await house.anna.form(path, language="ur", safe_contact="yes", speaker="self")
    await house.anna.form(path, language="-", safe_contact="-", speaker="-")
    [kept] = await house.rows("SELECT ways FROM contact")
    assert (kept["ways"]["language"], kept["ways"]["safe_contact"]) == (None, None)
    assert kept["ways"]["speaker"] is None


@pytest.mark.parametrize(
    ("called_by", "shown"), [(CalledBy.SCREEN, 1), (CalledBy.TEXT, 0), (CalledBy.FETCHED, 0)]
)
async def test_whoever_is_fetched_or_gets_a_text_is_on_no_screen(
    tx: Tx, called_by: CalledBy, shown: int
) -> None:
    anna = await at_work(tx)
    contact = await arrive(tx)
    await commands.say_ways(tx, contact.id, {"called_by": called_by}, anna.by(1))
    await commands.call_next(tx, NORD, 1, anna.by(2))
    wall = (await queries.walls(tx, [NORD], after(3)))[NORD]
    assert len(wall.calls) == shown


async def test_somebody_new_is_asked_whose_telephone_it_is(
    serving: Serving,
) -> None:
    house = await house_of(serving)
    await house.desk(house.anna)
    contact = await house.contact(reason=FOOD)
    await house.call(house.anna)
    await house.anna.post(f"/api/contacts/{contact}/start")
    await house.anna.post(f"/api/contacts/{contact}/ways", speaker="carer")
    shown = (await house.anna.client.get(f"/units/{NORD}/desk")).text
    assert '<option value="">De qui parla</option>' in shown
