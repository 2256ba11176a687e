"""Once somebody says that no message is safe, nothing more is written to them, whoever booked."""

from collections.abc import Sequence
from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.commands import Arrival, Booking
from services.gateway.domain import Identity, Triage
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.refusals import MailNotAsked, MailNotSafe
from services.gateway.domain.slots import Slot
from services.gateway.domain.ways import NOT_SAFE, SafeContact
from services.gateway.store.reminders import forget_mail, next_letter
from shared.contracts.gateway import Level
from shared.db import Scope, Tx, transaction
from shared.identity import Role
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.web import Serving
from tests.gateway.appointing import FOOD, KEYS, MAIL, served, times
from tests.gateway.keeping import house_of
from tests.gateway.kiosk import standing
from tests.gateway.scene import VIOLENCE, Staff, after, arrive, of
from tests.gateway.test_kept_from_appointments import slot

HELP_AT_HOME = "DEP"
UNSAFE = sorted(NOT_SAFE)


class Somebody:
    """Maria, with two reasons, for one of which she has an appointment and gave her address."""

    def __init__(self, tx: Tx, slots: Sequence[Slot], anna: Staff, contact: UUID) -> None:
        self.tx, self.slots, self.anna, self.contact = tx, slots, anna, contact
        self.made: Appointment
        self.person: UUID

    async def book(self, mail: str | None = MAIL) -> Appointment:
        said = Booking(NORD, self.slots[0].id, FOOD, mail=mail)
        return await commands.book(self.tx, self.contact, said, KEYS, self.anna.by(5))

    async def named(self, contact: UUID) -> None:
        await commands.name_person(self.tx, contact, self.person, self.anna.by(6))

    async def says(self, answer: SafeContact, contact: UUID, staff: Staff | None = None) -> None:
        by = (staff or self.anna).by(8)
        await commands.say_ways(self.tx, contact, {"safe_contact": answer}, by)

    async def left_at(self, minutes: float) -> tuple[int, int]:
        """The same once the worker has looked, so many minutes after nine."""
        await forget_mail(self.tx, after(minutes))
        return await self.left()

    async def left(self) -> tuple[int, int]:
        """Letters that are still to go, and addresses that are still kept."""
        return (
            await self.tx.fetchval("SELECT count(*) FROM appointment_letter WHERE sent_at IS NULL"),
            await self.tx.fetchval("SELECT count(mail) FROM appointment"),
        )


@pytest_asyncio.fixture
async def maria(tx: Tx) -> Somebody:
    await load_city(tx)
    slots = await times(tx)
    anna, contact = await served(tx)
    await commands.add_reason(tx, contact, HELP_AT_HOME, anna.by(3))
    maria = Somebody(tx, slots, anna, contact)
    new = await commands.new_person(tx, Identity(MARIA.name), NORD, anna.by(), KEYS.ring())
    maria.person = new.id
    return maria


@pytest.mark.parametrize("answer", UNSAFE)
async def test_what_was_to_be_written_is_dropped_with_the_address(
    maria: Somebody, answer: SafeContact
) -> None:
    made = await maria.book()
    await maria.says(SafeContact.YES, maria.contact)
    assert await maria.left() == (2, 1)
    await maria.says(answer, maria.contact)
    assert await next_letter(maria.tx, after(9)) is None
    assert await maria.left_at(17.9) == (2, 1), "it may be undone"
    assert await maria.left_at(18) == (0, 0)
    await commands.move(maria.tx, made.id, maria.slots[1].id, maria.anna.by(9))
    await commands.cancel(maria.tx, made.id, maria.anna.by(10))
    assert await next_letter(maria.tx, after(11)) is None


async def test_said_at_another_centre_it_holds_for_all_appointments_of_the_person_and_no_others(
    maria: Somebody,
) -> None:
    await maria.book()
    elsewhere = await arrive(maria.tx, 7, SUD)
    sud = of(SUD)
    await maria.says(SafeContact.NO_CONTACT, elsewhere.id, sud)
    assert await maria.left() == (2, 1), "of nobody known it concerns nobody else"
    await maria.named(maria.contact)
    await maria.says(SafeContact.YES, elsewhere.id, sud)
    await maria.named(elsewhere.id)
    assert await maria.left() == (2, 1)
    within = "SELECT set_config('portes.units', $1, true)"
    await maria.tx.execute(within, f"{{{SUD}}}")
    await maria.says(SafeContact.NO_MESSAGE, elsewhere.id, sud)
    await maria.tx.execute(within, "*")
    assert await maria.left_at(18) == (0, 0)


async def test_undone_or_said_otherwise_the_address_stays_and_letters_leave_again(
    maria: Somebody,
) -> None:
    await maria.book()
    await maria.says(SafeContact.NO_CONTACT, maria.contact)
    await commands.undo(maria.tx, maria.contact, maria.anna.by(9))
    assert await maria.left_at(30) == (2, 1)
    assert await next_letter(maria.tx, after(30)) is not None
    await maria.says(SafeContact.NO_MESSAGE, maria.contact)
    await maria.says(SafeContact.YES, maria.contact)
    assert await maria.left_at(30) == (2, 1)


async def test_an_address_stays_only_where_nobody_else_says_that_no_message_is_safe(
    maria: Somebody,
) -> None:
    await maria.book()
    elsewhere = await arrive(maria.tx, 7, SUD)
    for contact in (maria.contact, elsewhere.id):
        await maria.named(contact)
        await maria.says(SafeContact.NO_CONTACT, contact)
    await commands.undo(maria.tx, maria.contact, maria.anna.by(9))
    assert await maria.left_at(18) == (0, 0)


@pytest.mark.parametrize("answer", UNSAFE)
async def test_a_letter_that_is_due_never_leaves_to_whose_newest_word_is_not_safe(
    maria: Somebody, answer: SafeContact
) -> None:
    elsewhere = await arrive(maria.tx, 7, SUD)
    await maria.says(answer, elsewhere.id)
    await maria.book()
    await maria.named(maria.contact)
    await maria.named(elsewhere.id)
    assert await maria.left() == (2, 1), "whose it is was said last"
    assert await next_letter(maria.tx, after(9)) is None
    later = await arrive(maria.tx, 20, NORD)
    await maria.named(later.id)
    await maria.says(SafeContact.YES, later.id)
    assert await next_letter(maria.tx, after(21)) is not None


async def test_no_address_is_taken_from_whose_newest_word_elsewhere_is_not_safe(
    maria: Somebody,
) -> None:
    elsewhere = await arrive(maria.tx, 7, SUD)
    await maria.named(elsewhere.id)
    await maria.says(SafeContact.NO_MESSAGE, elsewhere.id)
    await maria.named(maria.contact)
    with pytest.raises(MailNotSafe):
        await maria.book()
    await maria.book(mail=None)


@pytest.mark.parametrize("first", [True, False])
async def test_for_a_restricted_reason_no_address_is_taken_before_it_was_asked_if_that_is_safe(
    maria: Somebody, *, first: bool
) -> None:
    if first:
        await commands.add_reason(maria.tx, maria.contact, VIOLENCE, maria.anna.by(4))
    else:
        await commands.triage(
            maria.tx, maria.contact, Triage(Level.URGENT, reason=VIOLENCE), maria.anna.by(4)
        )
        await commands.add_reason(maria.tx, maria.contact, FOOD, maria.anna.by(4))
    with pytest.raises(MailNotAsked):
        await maria.book()
    assert await maria.left() == (0, 0)
    await maria.says(SafeContact.YES, maria.contact)
    await maria.book()
    assert await maria.left() == (2, 1)


async def test_without_an_address_nothing_is_asked_for_a_restricted_reason(maria: Somebody) -> None:
    await commands.add_reason(maria.tx, maria.contact, VIOLENCE, maria.anna.by(4))
    assert (await maria.book(mail=None)).state == "booked"


async def test_the_page_says_to_ask_first_and_a_machine_is_refused(
    serving: Serving,
) -> None:
    house = await house_of(serving)
    await house.desk(house.anna)
    contact = await house.contact(reason=VIOLENCE)
    assert await house.call(house.anna) == contact
    await house.anna.post(f"/api/contacts/{contact}/start")
    address, sure = f"/units/{NORD}/contacts/{contact}/appointment", 'id="mail-not-asked"'
    page = (await house.anna.client.get(address)).text
    assert (sure in page, 'name="mail"' in page) == (True, False)
    time = await slot(house, house.carla.id)
    said = {"unit": NORD, "slot": str(time), "reason": VIOLENCE, "mail": MAIL}
    refused = await house.anna.post(f"/api/contacts/{contact}/appointments", **said)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/mail-not-asked")
    await house.anna.post(f"/api/contacts/{contact}/ways", safe_contact="yes")
    page = (await house.anna.client.get(address)).text
    assert (sure in page, 'name="mail"' in page) == (False, True)


async def test_the_page_asks_for_no_address_then(serving: Serving) -> None:
    here = await standing(serving)
    client = await here.served.signed_in({Role.RECEPTION}, {NORD})
    async with transaction(here.served.around.pool, Scope.SYSTEM) as tx:
        await times(tx)
        anna, ring = Staff(), here.served.around.keys.ring()
        person = await commands.new_person(tx, Identity(MARIA.name), NORD, anna.by(), ring)
        contact = await commands.open_contact(tx, Arrival(NORD, reason=FOOD), anna.by())
        elsewhere = await arrive(tx, 1, SUD)
    page = f"/units/{NORD}/contacts/{contact.id}/appointment"
    assert 'name="mail"' in (await client.get(page)).text
    async with transaction(here.served.around.pool, Scope.SYSTEM) as tx:
        for each in (contact.id, elsewhere.id):
            await commands.name_person(tx, each, person.id, anna.by(2))
        said = {"safe_contact": SafeContact.NO_CONTACT}
        await commands.say_ways(tx, elsewhere.id, said, anna.by(3))
    assert 'name="mail"' not in (await client.get(page)).text
