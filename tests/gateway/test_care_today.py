"""Whom reception sends to a professional today stands in the agenda of that unit."""

import re

import pytest_asyncio

from shared.identity import Role
from tests.fixtures.cities import NORD, SUD
from tests.fixtures.web import Serving
from tests.gateway.keeping import Asker, House, asker, house_of

CARE, FOOD, VIOLENCE = "DEP", "ECO-ALIM", "VIO"


@pytest_asyncio.fixture
async def house(serving: Serving) -> House:
    """A house whose reception has a desk open."""
    house = await house_of(serving)
    await house.desk(house.anna)
    return house


async def sent(
    house: House, person: str | None = None, reason: str = CARE, **where: object
) -> tuple[str, str]:
    """Somebody whom Anna sends to a professional: their contact and code."""
    contact = await house.contact(person, reason=reason)
    assert await house.call(house.anna) == contact
    await house.anna.post(f"/api/contacts/{contact}/start")
    path = f"/api/contacts/{contact}/reasons/{reason}/attend-today"
    done = await house.anna.post(path, **({"unit": NORD} | where))
    assert done.status_code == 200, done.text
    return contact, done.json()["code"]


async def listed(asker: Asker, unit: str = NORD, day: str = "") -> str:
    """What the agenda says of whom it was today."""
    page = await asker.client.get(f"/units/{unit}/agenda{day}")
    assert page.status_code == 200, page.text
    return " ".join(re.findall(r'<section[^>]*id="care".*?</section>', page.text, re.DOTALL))


async def test_the_professionals_of_that_unit_see_the_code_since_when_and_how_pressing(
    house: House,
) -> None:
    assert await listed(house.carla) == ""
    _, code = await sent(house, desk=2)
    seen = await listed(house.carla)
    assert code in seen
    assert "Preferent" in seen
    assert "Dependència" not in seen
    assert re.search(r"<time[^>]*>\d\d:\d\d</time>", seen)
    assert await listed(house.carla, day="?day=2026-01-07") == ""


async def test_another_unit_sees_who_was_sent_to_it_and_nobody_else(house: House) -> None:
    _, code = await sent(house, unit=SUD)
    _, other = await sent(house)
    seen = await listed(house.south, SUD)
    assert code in seen
    assert other not in seen
    assert code not in await listed(house.carla)


async def test_a_restricted_one_is_seen_by_the_professionals_who_are_to_attend_it(
    house: House,
) -> None:
    paula = await asker(house.served, Role.PROFESSIONAL, SUD)
    _, code = await sent(house, reason=VIOLENCE, unit=SUD)
    _, own = await sent(house, reason=VIOLENCE)
    assert code not in await listed(house.south, SUD)
    seen = await listed(paula, SUD)
    assert code in seen
    assert own not in seen
    assert own in await listed(house.carla)


async def test_of_a_restricted_one_nobody_knows_who_is_kept_from_the_person(house: House) -> None:
    paula = await asker(house.served, Role.PROFESSIONAL, SUD)
    person = await house.person()
    _, code = await sent(house, person, reason=VIOLENCE, unit=SUD)
    assert code in await listed(paula, SUD)
    assert (await house.exclude(person, paula)).status_code < 300
    assert code not in await listed(paula, SUD)


async def test_who_is_kept_from_the_person_does_not_see_them(house: House) -> None:
    person = await house.person()
    _, code = await sent(house, person)
    assert code in await listed(house.berta)
    await house.exclude(person, house.berta)
    assert code not in await listed(house.berta)
    assert code in await listed(house.carla)


async def test_what_is_undone_is_not_sent(house: House) -> None:
    contact, code = await sent(house)
    assert code in await listed(house.carla)
    assert (await house.anna.post(f"/api/contacts/{contact}/undo")).status_code == 200
    assert code not in await listed(house.carla)
