"""Mail about appointments: really received, without name or reason, only where it is safe."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
import pytest_asyncio

from services.gateway import commands
from services.gateway.commands import Booking
from services.gateway.domain.agenda import Appointment
from services.gateway.domain.refusals import MailNotSafe, MailUnreadable
from services.gateway.domain.slots import Slot
from services.gateway.domain.ways import SafeContact, Ways
from services.gateway.store.reminders import forget_mail, next_letter
from services.gateway.timers.appointment_letter import qr_of
from services.gateway.timers.reminders import REMINDERS
from shared.db import Pool, Scope, Tx, transaction
from shared.encryption import KeySource
from shared.encryption.keys import fresh
from shared.mail.people import write_one
from shared.mail.sending import MailServer
from tests.fixtures.cities import load_city
from tests.fixtures.postbox import Postbox, postbox, text_of
from tests.gateway.appointing import FOOD, KEYS, MAIL, booked, served, times
from tests.gateway.scene import NINE, Staff, after

LATER = timedelta(minutes=6)
REMINDED = datetime.fromisoformat("2026-03-02T09:00:00Z")
"""A day before the first time."""


@dataclass
class Writing:
    """A worker that writes to this postbox."""

    pool: Pool
    box: Postbox
    slots: list[Slot]

    async def once(self, at: datetime, keys: KeySource = KEYS) -> bool:
        settings = self.box.settings()
        server = MailServer.of(settings)
        assert server
        return await write_one(settings, self.pool, server, (keys, at), REMINDERS)

    async def booked(self, language: str = "ca") -> tuple[Staff, Appointment]:
        async with transaction(self.pool, Scope.SYSTEM) as tx:
            anna, contact = await served(tx)
            said = Booking(self.slots[0].unit, self.slots[0].id, FOOD, language, MAIL)
            return anna, await commands.book(tx, contact, said, KEYS, anna.by(5))

    async def left(self) -> tuple[int, int]:
        """Letters that are still to go, and addresses that are still kept."""
        async with transaction(self.pool, Scope.SYSTEM) as tx:
            return (
                await tx.fetchval("SELECT count(*) FROM appointment_letter WHERE sent_at IS NULL"),
                await tx.fetchval("SELECT count(mail) FROM appointment"),
            )


@pytest_asyncio.fixture
async def writing(pool: Pool) -> AsyncIterator[Writing]:
    await load_city(pool)
    async with transaction(pool, Scope.SYSTEM) as tx:
        slots = await times(tx)
    async with postbox() as box:
        yield Writing(pool, box, list(slots))


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def test_a_booking_is_confirmed_at_once_and_reminded_of_in_time(writing: Writing) -> None:
    _, made = await writing.booked()
    assert await writing.once(after(6))
    assert not await writing.once(after(6))
    assert not await writing.once(REMINDED - timedelta(minutes=1))
    assert await writing.once(REMINDED)
    assert not await writing.once(REMINDED + timedelta(hours=1))
    assert writing.box.to == [[MAIL], [MAIL]]
    links = set()
    for letter in writing.box.letters:
        text = text_of(letter)
        assert "dimarts, 3 de març, a les 10:00" in text
        assert "CSS Nord" in text
        assert made.code in text
        link = text.partition("https://portes.city.example/gateway/appointments/")[2].split()[0]
        links.add(link)
        [picture] = letter.iter_attachments()
        assert picture.get_content_type() == "image/png"
        held = f"https://portes.city.example/gateway/appointments/{link}"
        assert picture.get_content() == qr_of(held)
        for secret in (FOOD, "aliment", "food", str(made.id), str(made.contact), "Anna", "Paula"):
            assert secret.lower() not in (letter.as_string() + text).lower(), secret
    assert len(links) == 2
    assert all(len(link) >= 43 for link in links)
    for number, link in enumerate(sorted(links)):
        async with transaction(writing.pool, Scope.NOTHING) as tx:
            moved = await commands.move_by_link(tx, link, writing.slots[number + 1].id, after(200))
            assert moved.id == made.id


async def test_once_a_restricted_reason_is_added_nothing_leaves_before_somebody_says_it_is_safe(
    writing: Writing,
) -> None:
    _, made = await writing.booked()
    add = "UPDATE contact SET matters = matters || $2::jsonb WHERE id = $1"
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        await tx.execute(add, made.contact, '[{"reason": "VIO", "outcome": null, "at": null}]')
    assert not await writing.once(after(6))
    said = "UPDATE contact SET ways = jsonb_set(ways, '{safe_contact}', '\"yes\"') WHERE id = $1"
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        await tx.execute(said, made.contact)
        await tx.execute("UPDATE appointment_letter SET again_at = NULL")
    assert await writing.once(after(7))


@pytest.mark.parametrize(
    ("language", "subject"),
    [("ca", "La vostra cita"), ("es", "Su cita"), ("en", "Your appointment")],
)
async def test_a_letter_is_in_the_persons_language(
    writing: Writing, language: str, subject: str
) -> None:
    await writing.booked(language)
    assert await writing.once(after(6))
    assert writing.box.letters[0]["Subject"] == subject


async def test_a_move_and_a_cancellation_are_told_and_nothing_that_is_no_longer_true(
    writing: Writing,
) -> None:
    anna, made = await writing.booked("en")
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        await commands.move(tx, made.id, writing.slots[1].id, anna.by(7))
    assert await writing.once(after(8))
    assert not await writing.once(after(8))
    assert "10:30" in text_of(writing.box.letters[0])
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        await commands.cancel(tx, made.id, anna.by(9))
    assert not await writing.once(after(18.9))
    assert await writing.once(after(19))
    assert writing.box.letters[1]["Subject"] == "Your appointment is cancelled"
    assert "https://" not in text_of(writing.box.letters[1])
    assert list(writing.box.letters[1].iter_attachments()) == []
    assert not await writing.once(REMINDED)


@pytest.mark.parametrize("confirmed", [True, False])
async def test_what_was_cancelled_by_mistake_stands_again_and_nobody_is_written_that_it_was_off(
    writing: Writing, confirmed: bool
) -> None:
    anna, made = await writing.booked("en")
    if confirmed:
        assert await writing.once(after(6))
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        await commands.cancel(tx, made.id, anna.by(7))
    assert not await writing.once(after(8))
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        await commands.undo_of_appointment(tx, made.id, anna.by(16.9))
        await forget_mail(tx, after(17))
    assert await writing.once(after(17)) is not confirmed
    assert not await writing.once(after(30))
    assert await writing.once(REMINDED)
    subjects = [each["Subject"] for each in writing.box.letters]
    assert subjects == ["Your appointment", "Reminder of your appointment"]


async def test_the_address_is_sealed_and_goes_when_all_is_written_or_it_begins(
    writing: Writing,
) -> None:
    _, made = await writing.booked()
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        sealed = await tx.fetchval("SELECT mail FROM appointment")
        assert MAIL.encode() not in sealed
        await forget_mail(tx, after(6))
    assert await writing.left() == (2, 1)
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        await forget_mail(tx, made.starts_at)
    assert await writing.left() == (2, 0)
    assert not await writing.once(after(7))
    assert writing.box.letters == []


async def test_a_cancelled_appointment_lets_go_of_the_address_once_it_is_told(
    writing: Writing,
) -> None:
    anna, made = await writing.booked()
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        await commands.cancel(tx, made.id, anna.by(7))
        await forget_mail(tx, after(7))
    assert await writing.left() == (1, 1)
    assert await writing.once(after(17))
    async with transaction(writing.pool, Scope.SYSTEM) as tx:
        await forget_mail(tx, after(17))
    assert await writing.left() == (0, 0)


async def test_what_is_refused_for_good_or_does_not_open_is_not_tried_again(
    writing: Writing,
) -> None:
    await writing.booked()
    writing.box.at_recipient = "550 No such person"
    assert await writing.once(after(6))
    writing.box.at_recipient = "250 OK"
    assert not await writing.once(after(7))
    assert await writing.once(REMINDED, KeySource(fresh(NINE), None))
    assert not await writing.once(REMINDED)
    assert writing.box.letters == []


async def test_while_mail_is_down_a_letter_waits_longer_each_time(writing: Writing) -> None:
    await writing.booked()
    writing.box.at_data = "451 Later"
    waits = []
    for _ in range(3):
        assert await writing.once(after(6))
        assert not await writing.once(after(6))
        async with transaction(writing.pool, Scope.SYSTEM) as tx:
            waits.append(
                await tx.fetchval(
                    "SELECT max(extract(epoch FROM again_at - clock_timestamp())) "
                    "FROM appointment_letter"
                )
            )
            await tx.execute("UPDATE appointment_letter SET again_at = NULL")
    assert waits == sorted(waits)
    assert waits[0] < waits[2]
    writing.box.at_data = "250 OK"
    assert await writing.once(after(6))
    assert len(writing.box.letters) == 1


@pytest.mark.parametrize("answer", [SafeContact.NO_MESSAGE, SafeContact.NO_CONTACT])
async def test_where_no_message_is_safe_no_address_is_taken_and_nothing_written(
    tx: Tx, answer: SafeContact
) -> None:
    slots = await times(tx)
    anna, contact = await served(tx)
    ways = Ways(safe_contact=answer)
    await tx.execute(
        "UPDATE contact SET ways = jsonb_set(ways, '{safe_contact}', to_jsonb($2::text)) "
        "WHERE id = $1",
        contact,
        str(ways.safe_contact),
    )
    said = Booking(slots[0].unit, slots[0].id, FOOD, mail=MAIL)
    with pytest.raises(MailNotSafe):
        await commands.book(tx, contact, said, KEYS, anna.by(5))
    made = await commands.book(tx, contact, replace(said, mail=None), KEYS, anna.by(5))
    assert await next_letter(tx, made.starts_at - timedelta(hours=1)) is None


@pytest.mark.parametrize("mail", ["nobody", "a@b\nBcc: c@d", "a b@c", "@", f"{'a' * 250}@b.cat"])
async def test_what_is_no_address_is_refused(tx: Tx, mail: str) -> None:
    slots = await times(tx)
    with pytest.raises(MailUnreadable):
        await booked(tx, slots[0], mail)
