"""The officer is written to of each referral that was sent by mistake and opened: once, no more."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from services.referrals.store import notices
from services.referrals.store.notices import Notice
from services.referrals.timers.notices import tell_one
from services.referrals.timers.officer_letter import letter
from shared.db import Scope, transaction
from shared.identity import Role
from shared.mail.sending import MailServer
from shared.mail.settings import Tls
from shared.settings import Settings
from tests.fixtures.canaries import MARIA, WORDS, canaries_in
from tests.fixtures.cities import NORD, load_city
from tests.fixtures.postbox import TAKEN, Postbox, postbox
from tests.fixtures.web import Served, Serving, command
from tests.referrals.scene import FOOD, PRISM

OFFICER = "officer@city.example"
NOWHERE = 9
"""A port on which nothing answers."""
WRITTEN = {
    "unit": NORD,
    "reason": FOOD,
    "name": MARIA.name,
    "contact": MARIA.telephone,
    "about": WORDS,
    "consents": [NORD],
}


@dataclass
class Writing:
    """Referrals whose officer is written to at this postbox."""

    served: Served
    box: Postbox

    async def mistaken(self, *, opened: bool = True) -> str:
        """A referral that its sender called a mistake; its code."""
        partner = await self.served.signed_in({Role.PARTNER}, None, PRISM)
        centre = await self.served.signed_in({Role.PROFESSIONAL}, {NORD})

        async def ask(client: Any, path: str, body: dict[str, Any]) -> dict[str, Any]:
            done = await client.post(f"/api/referrals{path}", json=body, headers=command())
            assert done.status_code < 300, done.text
            return dict(done.json())

        one = (await ask(partner, "", WRITTEN))["id"]
        await ask(partner, f"/{one}/send", {})
        if opened:
            await ask(centre, f"/{one}/open", {})
        return str((await ask(partner, f"/{one}/acts/call_error", {}))["code"])

    async def once(self, port: int | None = None) -> bool:
        """The worker looks once; whether anything was due."""
        settings = self.settings(port or self.box.port)
        server = MailServer.of(settings)
        assert server
        return await tell_one(
            settings, self.served.around.pool, self.served.around.identity, server
        )

    def settings(self, port: int) -> Settings:
        return self.served.around.settings.model_copy(
            update={
                "officer_mail": OFFICER,
                "smtp_host": "127.0.0.1",
                "smtp_port": port,
                "smtp_tls": Tls.NONE,
                "smtp_from": "portes@city.example",
                "origin": "https://portes.city.example",
            }
        )

    async def due_now(self) -> None:
        """The time until the next try is over."""
        async with transaction(self.served.around.pool, Scope.SYSTEM) as tx:
            await tx.execute("UPDATE referral SET mail_after = clock_timestamp()")


@pytest_asyncio.fixture
async def writing(serving: Serving) -> AsyncIterator[Writing]:
    served = await serving.service("referrals")
    await load_city(served.around.pool)
    async with postbox() as box:
        yield Writing(served, box)


async def test_it_is_told_once_by_its_code_without_content(writing: Writing) -> None:
    code = await writing.mistaken()
    assert await writing.once()
    await writing.due_now()
    assert not await writing.once()
    [told] = writing.box.letters
    assert writing.box.to == [[OFFICER]]
    whole = told.as_string() + told.get_content()
    assert code in told.get_content()
    assert "https://portes.city.example/referrals/mistakes" in told.get_content()
    assert not canaries_in(whole)
    for secret in (NORD, PRISM, FOOD):
        assert secret not in told.get_content()


async def test_of_what_nobody_had_opened_nothing_is_told(writing: Writing) -> None:
    await writing.mistaken(opened=False)
    assert not await writing.once()


async def test_while_the_server_is_away_it_stays_due_later_each_time(writing: Writing) -> None:
    await writing.mistaken()
    for _ in range(2):
        assert await writing.once(NOWHERE)
        assert not await writing.once(), "not at once again"
        await writing.due_now()
    assert await writing.once()
    assert len(writing.box.letters) == 1


async def test_what_is_refused_for_good_waits_for_the_next_worker(writing: Writing) -> None:
    await writing.mistaken()
    writing.box.at_recipient = "550 No such person"
    assert await writing.once()
    await writing.due_now()
    assert not await writing.once()
    writing.box.at_recipient = TAKEN
    async with transaction(writing.served.around.pool, Scope.SYSTEM) as tx:
        await notices.try_refused_again(tx)
    assert await writing.once()
    assert len(writing.box.letters) == 1


@pytest.mark.parametrize("spoken", [{"es"}, set()], ids=["one language", "none is shared"])
def test_a_letter_is_in_the_officers_language_or_in_all(spoken: set[str]) -> None:
    settings = Settings.model_construct(officer_mail=OFFICER, origin="https://portes.example")
    notice = Notice(UUID(int=1), "D-1003", datetime(2026, 7, 1, 21, 30, tzinfo=UTC))
    made = letter(settings, notice, spoken)
    assert made.text.count("23:30:00") == (1 if spoken else 3)
    assert made.text.count("D-1003") == (1 if spoken else 3)
    assert made.subject.count("/") == (0 if spoken else 2)
