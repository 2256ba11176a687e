"""Called on the screen, by text or fetched: who does not want the screen is never on it."""

from dataclasses import replace

import pytest
import pytest_asyncio

from services.gateway import commands, queries, store
from services.gateway.domain.ways import CalledBy
from services.gateway.pages.screen import screen
from shared.db import Tx
from shared.pages.rendering import _environment
from tests.fixtures.cities import NORD, load_city
from tests.gateway.scene import after, arrive, at_work, stored


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    """A transaction in a gateway with a city."""
    await load_city(tx)
    return tx


@pytest.mark.parametrize(
    ("way", "shown"), [(CalledBy.SCREEN, 1), (CalledBy.FETCHED, 0), (CalledBy.TEXT, 0)]
)
async def test_only_who_is_called_on_the_screen_is_ever_on_it(
    tx: Tx, way: CalledBy, shown: int
) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    said = replace(contact, ways=replace(contact.ways, called_by=way))
    await store.contacts.keep_all(tx, [said])
    await commands.call_next(tx, NORD, 1, anna.by(1))
    wall = (await queries.walls(tx, [NORD], after(2)))[NORD]
    assert len(wall.now) == shown
    await commands.start(tx, contact.id, anna.by(2))
    wall = (await queries.walls(tx, [NORD], after(3)))[NORD]
    assert len(wall.past) == shown
    assert (await stored(tx, contact.id)).ways.called_by is way


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (CalledBy.SCREEN, None),
        (CalledBy.FETCHED, "Fetch this person"),
        (CalledBy.TEXT, "there is no text service: fetch them"),
    ],
)
async def test_the_desk_says_whom_to_fetch(tx: Tx, way: CalledBy, words: str | None) -> None:
    anna, contact = await at_work(tx), await arrive(tx)
    said = replace(contact, ways=replace(contact.ways, called_by=way))
    await store.contacts.keep_all(tx, [said])
    await commands.call_next(tx, NORD, 1, anna.by(1))
    here = await queries.reception(tx, NORD, anna.by().who, after(2))
    context = screen(here, anna.by().who, texting=False) | {"root": "", "new_key": lambda: "k"}
    page = _environment("gateway", "en").get_template("work.html").render(context)
    assert ('id="fetch"' in page) is (words is not None)
    assert words is None or words in page
