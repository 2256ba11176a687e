"""Mail about places: really received, without name, and its link answers."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest_asyncio

from services.groups import commands, store
from services.groups.commands import Attendee, Enrolling
from services.groups.domain.sessions import Session
from services.groups.store.letters import Says
from services.groups.timers.letters import LETTERS
from shared.contracts.groups import PlaceAnswer, PlaceState
from shared.db import Pool, Scope, transaction
from shared.mail.people import write_one
from shared.mail.sending import MailServer
from tests.fixtures.canaries import MARIA, somebody
from tests.fixtures.cities import load_city
from tests.fixtures.postbox import Postbox, postbox
from tests.gateway.appointing import KEYS
from tests.groups.scene import NINE, STARTS, Facilitator, after, published, stands

MAIL, OTHER = "somebody@mail.example", "other@mail.example"


@dataclass
class Writing:
    """A worker that writes to this postbox."""

    pool: Pool
    box: Postbox
    session: Session

    async def all(self, at: datetime) -> list[str]:
        """What is written by then: subjects, in order."""
        settings = self.box.settings()
        server = MailServer.of(settings)
        assert server
        before = len(self.box.letters)
        while await write_one(settings, self.pool, server, (KEYS, at), LETTERS):
            pass
        return [str(each["Subject"]) for each in self.box.letters[before:]]

    async def enrolled(self, name: str, mail: str, minutes: float) -> UUID:
        said = Enrolling(Attendee(name, mail), 1, "ca")
        async with transaction(self.pool, Scope.NOTHING) as tx:
            made = await commands.enrol_publicly(tx, self.session.id, said, KEYS, after(minutes))
        return made.id

    @property
    def link(self) -> str:
        """The token of the newest letter's link."""
        text = self.box.letters[-1].get_content()
        return text.partition("https://portes.city.example/groups/places/")[2].split()[0]


@pytest_asyncio.fixture
async def writing(pool: Pool) -> AsyncIterator[Writing]:
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        session = await published(tx, capacity=1)
    async with postbox() as box:
        yield Writing(pool, box, session)


async def test_a_place_is_confirmed_given_up_offered_and_taken_by_links(writing: Writing) -> None:
    first = await writing.enrolled(MARIA.name, MAIL, 1)
    assert await writing.all(after(2)) == ["La vostra plaça en una sessió"]
    text = writing.box.letters[0].get_content()
    for said in ("Programa energy", "dilluns, 16 de març, a les 10:00", "CSS Nord"):
        assert said in text
    for secret in (MARIA.name, str(first), str(writing.session.id)):
        assert secret not in text
    given_up = writing.link
    assert len(given_up) >= 43
    second = await writing.enrolled(somebody(3).name, OTHER, 3)
    assert await writing.all(after(4)) == ["Sou a la llista d’espera"]
    async with transaction(writing.pool, Scope.NOTHING) as tx:
        await commands.answer_by_link(tx, given_up, PlaceAnswer.WITHDRAWN, after(5))
    assert await writing.all(after(6)) == ["Hi ha una plaça per a vós: responeu"]
    assert "Responeu abans de" in writing.box.letters[-1].get_content()
    async with transaction(writing.pool, Scope.NOTHING) as tx:
        await commands.answer_by_link(tx, writing.link, PlaceAnswer.ACCEPTED, after(7))
    assert await writing.all(after(8)) == ["La vostra plaça en una sessió"]
    assert await writing.all(STARTS - timedelta(hours=24)) == ["Recordatori de la vostra sessió"]
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        assert (await stands(tx, first)).state is PlaceState.WITHDRAWN
        assert (await stands(tx, second)).state is PlaceState.ENROLLED
    assert writing.box.to == [[MAIL], [OTHER], [OTHER], [OTHER], [OTHER]]


async def test_who_enrols_on_the_eve_is_not_reminded_besides(writing: Writing) -> None:
    eve = (STARTS - NINE - timedelta(hours=2)) / timedelta(minutes=1)
    await writing.enrolled(MARIA.name, MAIL, eve)
    assert await writing.all(after(eve + 1)) == ["La vostra plaça en una sessió"]
    assert await writing.all(STARTS - timedelta(minutes=1)) == []


async def test_addresses_are_let_go_once_all_is_written_and_names_stay_sealed(
    writing: Writing,
) -> None:
    await writing.enrolled(MARIA.name, MAIL, 1)
    await writing.all(after(2))
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        await store.letters.forget_mail(tx, after(3))
        assert await tx.fetchval("SELECT count(mail) FROM attendee") == 1
        await store.letters.forget_mail(tx, STARTS + timedelta(days=8))
        row = await tx.fetchrow("SELECT name, mail FROM attendee")
    assert row is not None
    assert row["mail"] is None
    assert MARIA.name.encode() not in row["name"]


async def test_a_cancelled_session_is_written_of(writing: Writing) -> None:
    await writing.enrolled(MARIA.name, MAIL, 1)
    await writing.all(after(2))
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        await commands.cancel(tx, writing.session.id, Facilitator().by(3))
    assert await writing.all(after(4)) == ["La sessió no es farà o ja no hi teniu plaça"]
    assert "/groups/places/" not in writing.box.letters[-1].get_content()


async def test_whoever_let_an_offer_pass_keeps_the_address_and_is_written_to_again(
    writing: Writing,
) -> None:
    first = await writing.enrolled(MARIA.name, MAIL, 1)
    second = await writing.enrolled(somebody(3).name, OTHER, 2)
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        await commands.answer_by_event(tx, first, PlaceAnswer.WITHDRAWN, after(3))
        until = (await stands(tx, second)).offered_until
        assert until is not None
        await commands.pass_all_on(tx, until, until)
    assert await writing.all(until) == ["L’oferta d’una plaça s’ha acabat"]
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        await store.letters.forget_mail(tx, until + timedelta(days=1))
        await commands.wait_again(tx, second, Facilitator().at(until + timedelta(days=1)))
        due = await store.letters.next_due(tx, until + timedelta(days=1))
        assert due is not None
        assert (due.says, due.place.id) == (Says.OFFERED, second)
        await store.letters.letter_sent(tx, due.letter)
        await store.letters.forget_mail(tx, STARTS)
        assert await tx.fetchval("SELECT count(mail) FROM attendee") == 0
