"""The officer's mail about break-glass: told once, whatever falls over, and nothing more."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from services.gateway.store.notices import Notice
from services.gateway.timers import tell_officer
from services.gateway.timers.notices import tell_one
from services.gateway.timers.officer_letter import letter
from shared.identity.accounts import languages_of
from shared.identity.principal import Role
from shared.mail.sending import MailServer
from shared.mail.settings import Tls
from shared.settings import Settings
from tests.fixtures.cities import SUD
from tests.fixtures.messaging import until
from tests.fixtures.postbox import Postbox, postbox
from tests.gateway.glass import MASK, NAME, WORDS, Glass, Stranger

NOTED = "UPDATE break_glass SET noted_at = opened_at WHERE noted_at IS NULL"
DUE_NOW = "UPDATE break_glass SET mail_after = clock_timestamp() WHERE person = $1"
LEFT = (
    "SELECT extract(epoch FROM mail_after - clock_timestamp()) FROM break_glass WHERE person = $1"
)


@dataclass
class Writing:
    """A gateway whose officer is written to at this postbox."""

    glass: Glass
    box: Postbox
    settings: Settings

    @property
    def parts(self) -> tuple[Settings, Any, Any]:
        return self.settings, self.glass.served.around.pool, self.glass.served.around.identity

    async def once(self) -> bool:
        server = MailServer.of(self.settings)
        assert server
        return await tell_one(*self.parts, server)

    async def used(self) -> Stranger:
        person = await self.glass.stranger()
        assert (await person.broken()).status_code == 201
        return person


def settings_for(glass: Glass, port: int) -> Settings:
    return glass.served.around.settings.model_copy(
        update={
            "officer_mail": "officer@city.example",
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_tls": Tls.NONE,
            "smtp_from": "portes@city.example",
            "origin": "https://portes.city.example",
        }
    )


@pytest_asyncio.fixture
async def writing(glass: Glass) -> AsyncIterator[Writing]:
    """Nothing of other tests is due."""
    await glass.owner.execute(NOTED)
    async with postbox() as box:
        yield Writing(glass, box, settings_for(glass, box.port))


async def test_a_use_is_told_once_with_when_and_where_and_nothing_else(writing: Writing) -> None:
    person = await writing.used()
    [use] = await person.uses()
    assert await writing.once()
    assert not await writing.once()
    [told] = writing.box.letters
    assert writing.box.to == [["officer@city.example"]]
    text = told.get_content()
    assert SUD in text
    assert "https://portes.city.example/gateway/audit/break-glass" in text
    [[login]] = await writing.glass.served.around.identity.fetch(
        "SELECT user_name FROM account WHERE id = $1", use["staff"]
    )
    whole = told.as_string() + text
    secrets = [NAME, MASK, WORDS, "danger", "Danger", login, person.id, person.telephone]
    for secret in [*secrets, str(use["id"]), str(use["staff"])]:
        assert secret not in whole, secret
    [use] = await person.uses()
    assert use["mailed_at"] is not None


def test_a_letter_is_in_the_officers_language_or_in_all_three_in_civil_time() -> None:
    settings = Settings.model_construct(officer_mail="a@b", origin="https://portes.example")
    at = datetime(2026, 7, 1, 21, 30, tzinfo=UTC)
    notice = Notice(id=UUID(int=1), unit=SUD, opened_at=at)
    one = letter(settings, notice, {"es"})
    assert one.subject == "Portes: Acceso de emergencia"
    assert "1 jul 2026, 23:30:00" in one.text
    assert "Accés" not in one.text
    for spoken in (set(), {"ca", "en"}):
        every = letter(settings, notice, spoken)
        for words in ("Accés d’emergència", "Acceso de emergencia", "Emergency access"):
            assert words in every.subject
        assert every.text.count("23:30:00") == 3
        assert every.text.count("https://") == 1


async def test_while_mail_is_down_the_glass_opens_and_the_notice_stays_due(
    writing: Writing, glass: Glass
) -> None:
    down = Writing(glass, writing.box, settings_for(glass, 9))
    person = await down.used()
    assert (await person.data()).status_code == 200
    lefts = []
    for _ in range(3):
        assert await down.once()
        assert not await down.once()
        lefts.append(await glass.owner.fetchval(LEFT, person.id))
        await glass.owner.execute(DUE_NOW, person.id)
    assert lefts == sorted(lefts)
    assert 35 < lefts[2] <= 40
    officer = await glass.officer()
    page = (await officer.get("/audit/break-glass")).text
    assert "Not sent yet; it is tried again." in page
    assert await writing.once()
    assert len(writing.box.letters) == 1
    assert not await writing.once()


async def test_a_worker_that_ends_while_it_writes_leaves_the_notice_due(
    writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await writing.used()

    async def end(*_: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(MailServer, "send", end)
        with pytest.raises(asyncio.CancelledError):
            await writing.once()
    [use] = await person.uses()
    assert use["mailed_at"] is None
    await writing.glass.owner.execute(DUE_NOW, person.id)
    assert await writing.once()
    assert len(writing.box.letters) == 1


async def test_what_is_refused_for_good_waits_visibly_for_the_next_worker(
    writing: Writing, glass: Glass
) -> None:
    person = await writing.used()
    writing.box.at_recipient = "550 No such person"
    assert await writing.once()
    await glass.owner.execute(DUE_NOW, person.id)
    assert not await writing.once()
    page = (await (await glass.officer()).get("/audit/break-glass")).text
    assert "Refused by the mail server (550)" in page
    writing.box.at_recipient = "250 OK"
    worker = asyncio.create_task(tell_officer(*writing.parts))
    try:
        await until(lambda: writing.box.letters)
    finally:
        worker.cancel()
    [use] = await person.uses()
    assert use["mail_refused"] is None


async def test_what_an_officer_has_noted_already_is_not_written(writing: Writing) -> None:
    await writing.used()
    await writing.glass.owner.execute(NOTED)
    assert not await writing.once()


async def test_without_an_address_nobody_is_written_to_and_uses_are_counted_all_the_same(
    writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await writing.used()
    counted: list[int] = []
    gauge = "services.gateway.timers.notices._unnoted"
    monkeypatch.setattr(gauge, type("Gauge", (), {"set": lambda _, n: counted.append(n)})())
    settings = writing.settings.model_copy(update={"officer_mail": ""})
    worker = asyncio.create_task(tell_officer(settings, *writing.parts[1:]))
    try:
        await until(lambda: counted)
    finally:
        worker.cancel()
    assert counted == [1]
    assert writing.box.letters == []
    [use] = await person.uses()
    assert use["mail_tries"] == 0


async def test_the_language_is_that_of_the_officers_who_may_sign_in(glass: Glass) -> None:
    identity = glass.served.around.identity
    await glass.officer()
    role = Role.DATA_PROTECTION_OFFICER
    assert await languages_of(identity, role) == {"ca"}
    other = await identity.fetchval(
        "UPDATE account SET language = 'es' WHERE id = (SELECT id FROM account "
        "WHERE $1 = ANY(roles) LIMIT 1) RETURNING id",
        role,
    )
    assert "es" in await languages_of(identity, role)
    await identity.execute("UPDATE account SET active = false WHERE id = $1", other)
    assert "es" not in await languages_of(identity, role)
