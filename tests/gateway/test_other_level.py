"""A level that somebody chose answers what the rules proposed; only graver news reopens it."""

from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.domain import Contact, Triage
from shared.contracts.gateway import Level
from shared.db import Tx
from tests.fixtures.cities import NORD, load_city
from tests.fixtures.web import Serving
from tests.gateway.keeping import house_of
from tests.gateway.scene import Staff, stored
from tests.gateway.test_triage import CARE, FOOD, VIOLENCE, served

URGENT, PREFERENTIAL, ORDINARY = Level.URGENT, Level.PREFERENTIAL, Level.ORDINARY
PROPOSING: dict[Level, tuple[str, ...]] = {
    ORDINARY: (),
    PREFERENTIAL: ("minors",),
    URGENT: ("minors", "alone"),
}
"""What holds of somebody without food, for the rules to propose each level."""


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def now_proposed(tx: Tx, contact: UUID, level: Level, anna: Staff) -> Contact:
    """Such things are said that the rules propose this level."""
    after = await commands.say_circumstances(tx, contact, PROPOSING[level], anna.by(4))
    assert after == await stored(tx, contact)
    return after


async def chosen(tx: Tx, level: Level, against: Level) -> tuple[Staff, UUID]:
    """Somebody at a desk to whom this level was given though the rules proposed another."""
    anna, contact = await served(tx)
    await now_proposed(tx, contact, against, anna)
    said = Triage(level, keeps_reason=True, why="worse")
    assert (await commands.triage(tx, contact, said, anna.by(3))).level_why == "worse"
    return anna, contact


@pytest.mark.parametrize(
    ("level", "against", "then", "becomes"),
    [
        (ORDINARY, PREFERENTIAL, URGENT, URGENT),
        (PREFERENTIAL, ORDINARY, URGENT, URGENT),
        (ORDINARY, URGENT, PREFERENTIAL, None),
        (PREFERENTIAL, URGENT, ORDINARY, None),
        (URGENT, PREFERENTIAL, ORDINARY, None),
        (URGENT, ORDINARY, PREFERENTIAL, None),
        (PREFERENTIAL, ORDINARY, PREFERENTIAL, None),
        (ORDINARY, PREFERENTIAL, ORDINARY, None),
    ],
)
async def test_only_a_graver_proposal_than_the_one_it_answered_raises_it(
    tx: Tx, level: Level, against: Level, then: Level, becomes: Level | None
) -> None:
    anna, contact = await chosen(tx, level, against)
    now = await now_proposed(tx, contact, then, anna)
    expected = (level, "worse", against) if becomes is None else (becomes, None, None)
    assert (now.level, now.level_why, now.level_against) == expected


async def test_violence_is_not_held_down_by_what_was_chosen_before_it_was_said(tx: Tx) -> None:
    anna, contact = await chosen(tx, ORDINARY, PREFERENTIAL)
    now = await commands.add_reason(tx, contact, VIOLENCE, anna.by(5))
    assert (now.level, now.level_why) == (URGENT, None)


@pytest.mark.parametrize("between", [PREFERENTIAL, ORDINARY])
async def test_what_was_answered_before_is_not_asked_again_when_it_comes_back(
    tx: Tx, between: Level
) -> None:
    anna, contact = await chosen(tx, ORDINARY, URGENT)
    await now_proposed(tx, contact, between, anna)
    now = await now_proposed(tx, contact, URGENT, anna)
    assert (now.level, now.level_why) == (ORDINARY, "worse")


async def test_a_level_that_was_raised_stays_when_the_same_is_proposed_for_a_while(tx: Tx) -> None:
    anna, contact = await chosen(tx, PREFERENTIAL, ORDINARY)
    await commands.add_reason(tx, contact, CARE, anna.by(5))
    now = await commands.drop_reason(tx, contact, CARE, anna.by(6))
    assert (now.level, now.level_why) == (PREFERENTIAL, "worse")


async def test_undoing_what_reopened_it_brings_back_what_was_chosen(tx: Tx) -> None:
    anna, contact = await chosen(tx, ORDINARY, PREFERENTIAL)
    await commands.add_reason(tx, contact, VIOLENCE, anna.by(5))
    now = await commands.undo(tx, contact, anna.by(6))
    assert (now.level, now.level_why, now.level_against) == (ORDINARY, "worse", PREFERENTIAL)


async def test_the_desk_shows_the_rule_that_raised_it_and_no_longer_what_was_chosen(
    serving: Serving,
) -> None:
    house = await house_of(serving)
    await house.desk(house.anna)
    contact = await house.contact(reason=FOOD)
    assert await house.call(house.anna) == contact
    at = f"/api/contacts/{contact}"
    await house.anna.post(f"{at}/start")
    await house.anna.post(f"{at}/circumstances", circumstances=["minors"])
    chosen = await house.anna.post(f"{at}/triage", level="ordinary", reason=FOOD, why="worse")
    assert chosen.json()["level"] == "ordinary", chosen.text
    page = (await house.anna.client.get(f"/units/{NORD}/desk")).text
    assert "no pot esperar dret" in page.split("p-rule")[1].split("</p>")[0]
    raised = await house.anna.post(f"{at}/circumstances", circumstances=["minors", "alone"])
    assert raised.json()["level"] == "urgent"
    rule = (await house.anna.client.get(f"/units/{NORD}/desk")).text.split("p-rule")[1]
    assert "ECO-2" in rule.split("</p>")[0]
    assert "no pot esperar dret" not in rule.split("</p>")[0]
