"""How to reach somebody stands at the pending call before anybody calls."""

from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.commands import Arrival, By
from services.gateway.commands.ways import say_number
from services.gateway.domain import Identity, Ways, WaysSaid
from services.gateway.domain.pending import pending_id
from services.gateway.domain.reaching import Begin, Reach, Told, begin, reach
from services.gateway.domain.ways import ReachedBy, SafeContact, Speaker
from shared.contracts.gateway import Outcome
from shared.db import Scope, transaction
from shared.identity import Role
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import DATC, SUD, load_city
from tests.fixtures.web import Served, Serving, command
from tests.gateway.scene import Staff

TEXT, VIDEO, VOICE = ReachedBy.TEXT, ReachedBy.SIGN_VIDEO, ReachedBy.VOICE


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ((), Reach()),
        ((Told(Ways(language="ca")),), Reach("ca")),
        ((Told(Ways(language="ur")),), Reach("ur", interpreter=True)),
        ((Told(Ways(language="es"), interpreter=True),), Reach("es", interpreter=True)),
        ((Told(Ways(), interpreter=True),), Reach(interpreter=True)),
        (
            (Told(Ways(language="ca")), Told(Ways(language="ur"), interpreter=True)),
            Reach("ca"),
        ),
        (
            (Told(Ways(reached_by=TEXT)), Told(Ways(reached_by=VOICE, speaker=Speaker.CARER))),
            Reach(None, reached_by=TEXT, speaker=Speaker.CARER),
        ),
    ],
)
def test_each_is_of_the_first_contact_that_says_it(told: tuple[Told, ...], known: Reach) -> None:
    assert reach(told) == known


@pytest.mark.parametrize(
    ("reached_by", "safe", "what"),
    [
        (None, None, Begin.CALL),
        (VOICE, SafeContact.NO_MESSAGE, Begin.CALL),
        (VOICE, SafeContact.NO_CONTACT, Begin.NEITHER),
        (TEXT, None, Begin.WRITE),
        (TEXT, SafeContact.YES, Begin.WRITE),
        (TEXT, SafeContact.NO_MESSAGE, Begin.NEITHER),
        (TEXT, SafeContact.NO_CONTACT, Begin.NEITHER),
        (VIDEO, SafeContact.NO_MESSAGE, Begin.VIDEO),
        (VIDEO, SafeContact.NO_CONTACT, Begin.NEITHER),
    ],
)
def test_nobody_dials_who_is_reached_by_text_nor_writes_where_no_message_may_be_left(
    reached_by: ReachedBy | None, safe: SafeContact | None, what: Begin
) -> None:
    assert begin(Reach(reached_by=reached_by), safe) is what


class House:
    """A telephone service where people ask to be called."""

    def __init__(self, served: Served, anna: httpx2.AsyncClient) -> None:
        self.served, self.anna = served, anna

    async def asks(
        self,
        person: UUID | None = None,
        unit: str = DATC,
        outcome: Outcome = Outcome.CALL_BACK,
        **ways: Any,
    ) -> tuple[UUID, UUID]:
        """Somebody asks for a call, and says how; the contact and its pending call."""
        said = WaysSaid(safe_contact=SafeContact.YES) | WaysSaid(**ways)
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            by = By(Staff().by().who, self.served.around.clock.now(), keys=self.served.around.keys)
            contact = await commands.open_contact(tx, Arrival(unit), by)
            await say_number(tx, contact.id, "+34600913100", by)
            await commands.open_desk(tx, unit, 1, by)
            await commands.call_next(tx, unit, 1, by)
            await commands.start(tx, contact.id, by)
            await commands.say_ways(tx, contact.id, said, by)
            if person:
                await commands.name_person(tx, contact.id, person, by)
            await commands.close(tx, contact.id, outcome, by)
            await commands.close_desk(tx, unit, 1, by)
        return contact.id, pending_id(contact.id)

    async def maria(self) -> UUID:
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            by = By(Staff().by().who, self.served.around.clock.now())
            ring = self.served.around.keys.ring()
            new = Identity(MARIA.name, MARIA.called)
            return (await commands.new_person(tx, new, DATC, by, ring)).id

    async def list(self) -> str:
        """The rows of the list."""
        page = (await self.anna.get(f"/units/{DATC}/pending")).text
        return page[page.index("<tbody>") : page.index("</tbody>")]

    async def drawer(self, entry: UUID) -> str:
        """One, beside the list."""
        page = (await self.anna.get(f"/units/{DATC}/pending/{entry}")).text
        return page[page.index('id="opened"') :]

    async def told(self, entry: UUID) -> tuple[Any, Any]:
        """The same by the API: in the list, and alone."""
        url = f"/api/units/{DATC}/pending"
        listed = (await self.anna.get(url)).json()["calls"]
        [here] = [each for each in listed if each["call"]["id"] == str(entry)]
        one = (await self.anna.get(f"/api/pending/{entry}")).json()
        return (here["reach"], here["begin"]), (one["reach"], one["begin"])


@pytest_asyncio.fixture
async def house(serving: Serving) -> House:
    served = await serving.service("gateway")
    await load_city(served.around.pool)
    return House(served, await served.signed_in({Role.RECEPTION}, {DATC}))


async def test_language_interpreter_and_who_speaks_stand_in_the_list_and_beside_it(
    house: House,
) -> None:
    _, entry = await house.asks(language="ur", speaker=Speaker.RELATIVE, reached_by=VOICE)
    rows, drawer = await house.list(), await house.drawer(entry)
    for says in ("Urdú, intèrpret", "parla un familiar", "Per veu"):
        assert says in rows
    for says in ("Urdú", "Tingues un intèrpret", "Parla un familiar", "no té dret"):
        assert says in drawer
    for reach_told, begins in await house.told(entry):
        assert begins == "call"
        assert reach_told == {
            "language": "ur",
            "interpreter": True,
            "reached_by": "voice",
            "speaker": "relative",
        }


async def test_who_is_reached_by_text_is_written_to_and_not_dialled(house: House) -> None:
    _, entry = await house.asks(reached_by=TEXT)
    rows = await house.list()
    assert "Per text" in rows
    assert "i-message-square" in rows[rows.index("/do/call") :], "one writes from the list too"
    drawer = await house.drawer(entry)
    assert "Escriu un missatge de text; no marquis." in drawer
    to_begin = drawer.split('id="spoke"')[0]  # below it stands that they may be called once more
    assert "i-phone-outgoing" not in to_begin[: drawer.index("</aside>")]
    assert [begins for _, begins in await house.told(entry)] == ["write", "write"]


async def test_that_no_message_may_be_left_stands_above_the_number(house: House) -> None:
    _, entry = await house.asks(safe_contact=SafeContact.NO_MESSAGE)
    drawer = await house.drawer(entry)
    assert 0 < drawer.find("No deixis missatge.") < drawer.index("p-dial")


async def test_where_no_message_may_be_left_they_are_not_written_to_either(house: House) -> None:
    _, entry = await house.asks(reached_by=TEXT, safe_contact=SafeContact.NO_MESSAGE)
    assert "/do/call" not in await house.list()
    drawer = await house.drawer(entry)
    assert "Ni escriguis ni marquis." in drawer
    assert "/do/call" not in drawer


async def refused(house: House, entry: UUID) -> None:
    """Neither list nor drawer offer to begin, nor what came of a call; nor does the API take it."""
    assert "/do/call" not in await house.list()
    drawer = await house.drawer(entry)
    for act in ("call", "reached", "no-answer", "engaged", "wrong-number"):
        assert f"/do/{act}" not in drawer
    for act in ("arrived", "withdrawn"):
        assert f"/do/{act}" in drawer
    assert [begins for _, begins in await house.told(entry)] == ["neither", "neither"]
    for act, body in (("call", None), ("attempts", {"result": "no_answer"}), ("reached", {})):
        url = f"/api/pending/{entry}/{act}"
        answer = await house.anna.post(url, json=body, headers=command())
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/no-contact-wanted")


async def test_nobody_begins_by_text_where_no_message_may_be_left(house: House) -> None:
    _, entry = await house.asks(reached_by=TEXT, safe_contact=SafeContact.NO_MESSAGE)
    await refused(house, entry)


async def test_no_contact_that_was_said_at_another_centre_is_honoured_here(house: House) -> None:
    person = await house.maria()
    _, entry = await house.asks(person)
    assert [begins for _, begins in await house.told(entry)] == ["call", "call"]
    await house.asks(person, SUD, Outcome.INFORMED, safe_contact=SafeContact.NO_CONTACT)
    await refused(house, entry)
    assert "No truquis" in await house.list()


async def test_list_and_drawer_say_the_same_of_what_the_person_said_last(house: House) -> None:
    person = await house.maria()
    await house.asks(person, SUD, safe_contact=SafeContact.NO_MESSAGE)
    await house.asks(person, SUD, reached_by=TEXT, language="ar")
    _, entry = await house.asks(person)
    (here, begins), (alone, begins_alone) = await house.told(entry)
    assert here == alone
    assert (here["language"], begins, begins_alone) == ("ar", "write", "write"), (
        "they said yes since"
    )


async def test_what_was_not_said_at_it_is_of_the_persons_newest_contact_anywhere(
    house: House,
) -> None:
    person = await house.maria()
    await house.asks(person, SUD, language="ar", reached_by=VIDEO)
    await house.asks(person, SUD, language="wo", safe_contact=SafeContact.YES)
    _, entry = await house.asks(person, speaker=Speaker.SELF)
    (_, alone) = await house.told(entry)
    assert alone[0] == {
        "language": "wo",
        "interpreter": True,
        "reached_by": "sign_video",
        "speaker": "self",
    }
    drawer = await house.drawer(entry)
    assert "Truca per vídeo en llengua de signes." in drawer
    assert "Llengua: <b>Wòlof</b>" in drawer
    assert "no té dret" not in drawer


async def test_what_nobody_said_is_not_shown(house: House) -> None:
    _, entry = await house.asks()
    drawer = await house.drawer(entry)
    assert "Llengua: <b>" not in drawer[: drawer.index("</aside>")]
    assert "p-note" not in drawer[: drawer.index("</aside>")]
