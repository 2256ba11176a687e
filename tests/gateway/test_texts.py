"""Called by text: code and desk to whom the call is for, as long as they are awaited."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from pydantic import SecretStr, ValidationError

from services.gateway.timers.texts import text_one
from shared.db import Scope, transaction
from shared.settings import Settings
from shared.texting import TextGateway
from tests.fixtures.canaries import MARIA, somebody
from tests.fixtures.cities import NORD
from tests.fixtures.text_gateway import Messages, text_gateway
from tests.fixtures.web import command
from tests.gateway.test_whom import DESK, PEOPLE, AtTheDesk, desk

__all__ = ["desk"]
AGAIN = "UPDATE text_call SET again_at = NULL"
LONG_AGO = "UPDATE text_call SET made_at = made_at - interval '61 seconds'"
SENT = "S’ha enviat un missatge de text"
ON_ITS_WAY = "El missatge de text s’està enviant"
FETCH = "vés a buscar la persona"
NO_SERVICE = "no hi ha servei de missatges"
NOT_SAFE = "no és segur enviar-n’hi"


@dataclass
class Texting:
    """Somebody at a desk, in a city that has a gateway of text messages."""

    desk: AtTheDesk
    messages: Messages

    async def asks(self, path: str, **body: object) -> None:
        answer = await self.desk.client.post(f"/api{path}", json=body or None, headers=command())
        assert answer.is_success, answer.text

    async def called(self, **ways: str) -> str:
        """The contact waits once more, wants to be called so, and is called; its code."""
        of = f"/contacts/{self.desk.contact}"
        await self.asks(f"{of}/ways", **{"called_by": "text", **ways})
        await self.asks(f"{of}/pass", unit=NORD)
        await self.asks(f"/units/{NORD}/desks/1/call-next")
        return str(await self.found("SELECT code FROM contact WHERE id = $1", self.desk.contact))

    async def comes_another(self) -> None:
        """Somebody comes, and is served at the same desk."""
        await self.asks(f"/units/{NORD}/contacts", level=None)
        await self.asks(f"/units/{NORD}/desks/1/call-next")
        self.desk.contact = str(await self.found("SELECT id FROM contact WHERE state = 'called'"))
        await self.asks(f"/contacts/{self.desk.contact}/start")

    async def once(self) -> bool:
        """The worker looks once."""
        around = self.desk.served.around
        gateway = TextGateway.of(around.settings)
        assert gateway
        return await text_one(around.pool, gateway, around.keys.ring())

    async def found(self, sql: str, *given: object) -> object:
        async with transaction(self.desk.served.around.pool, Scope.SYSTEM) as tx:
            return await tx.fetchval(sql, *given)

    async def page(self) -> str:
        return (await self.desk.client.get(DESK)).text


@pytest_asyncio.fixture
async def texting(desk: AtTheDesk) -> AsyncIterator[Texting]:
    around = desk.served.around
    with text_gateway() as messages:
        told = {"text_url": messages.url, "text_key": SecretStr("a key")}
        around.settings = around.settings.model_copy(update=told)
        yield Texting(desk, messages)


async def test_whoever_wants_it_gets_code_and_desk_and_the_look_is_recorded(
    texting: Texting,
) -> None:
    await texting.desk.keeps_somebody()
    code = await texting.called(language="ca")
    assert ("call_next", "contact") in await texting.desk.looks()
    assert ON_ITS_WAY in await texting.page()
    assert await texting.once()
    assert texting.messages.taken == [(MARIA.called, f"{code}: taulell 1")]
    assert texting.messages.bearers == ["Bearer a key"]
    assert SENT in await texting.page()
    assert not await texting.once(), "one message for a call"
    await texting.asks(f"/contacts/{texting.desk.contact}/recall")
    assert await texting.once()
    assert len(texting.messages.taken) == len(set(texting.messages.keys)) == 2


async def waiting(texting: Texting) -> str:
    """They wait once more; the desk's page."""
    await texting.asks(f"/contacts/{texting.desk.contact}/pass", unit=NORD)
    return await texting.page()


async def test_who_waits_and_has_a_number_is_offered_a_text_at_the_queue(texting: Texting) -> None:
    await texting.desk.keeps_somebody()
    assert 'name="called_by" value="text"' in await waiting(texting)
    ways = f"/units/{NORD}/contacts/{texting.desk.contact}/ways"
    await texting.desk.sends(ways, called_by="text")
    await texting.asks(f"/units/{NORD}/desks/1/call-next")
    assert await texting.once()
    assert [to for to, _ in texting.messages.taken] == [MARIA.called]


async def test_nobody_without_a_number_is_offered_a_text(texting: Texting) -> None:
    page = await waiting(texting)
    assert 'name="called_by" value="fetched"' in page
    assert 'name="called_by" value="text"' not in page


async def test_in_another_language_it_is_said_in_all_three(texting: Texting) -> None:
    await texting.desk.keeps_somebody()
    code = await texting.called(language="ur")
    await texting.once()
    [(_, text)] = texting.messages.taken
    assert text.splitlines() == [f"{code}: taulell 1", f"{code}: mostrador 1", f"{code}: desk 1"]


async def test_what_is_refused_is_not_tried_again_and_the_person_is_fetched(
    texting: Texting,
) -> None:
    await texting.desk.keeps_somebody()
    await texting.called()
    texting.messages.answer = 400
    assert await texting.once()
    assert FETCH in await texting.page()
    await texting.found(AGAIN)
    assert not await texting.once()


@pytest.mark.parametrize("answer", [401, 429, 500, 503])
async def test_what_is_not_taken_now_is_tried_again_as_the_same_message(
    texting: Texting, answer: int
) -> None:
    await texting.desk.keeps_somebody()
    await texting.called()
    texting.messages.answer = answer
    assert await texting.once()
    assert not await texting.once(), "not at once"
    texting.messages.answer = 200
    await texting.found(AGAIN)
    assert await texting.once()
    assert len(texting.messages.taken) == 1
    assert len(texting.messages.keys) == 2
    assert len(set(texting.messages.keys)) == 1
    assert SENT in await texting.page()


async def test_after_a_minute_nobody_is_called_by_text_any_more(texting: Texting) -> None:
    await texting.desk.keeps_somebody()
    await texting.called()
    await texting.found(LONG_AGO)
    assert not await texting.once()
    assert FETCH in await texting.page()


async def test_whoever_has_come_meanwhile_gets_no_message(texting: Texting) -> None:
    await texting.desk.keeps_somebody()
    await texting.called()
    await texting.asks(f"/contacts/{texting.desk.contact}/start")
    assert not await texting.once()
    assert texting.messages.keys == []


@pytest.mark.parametrize("safe", ["no_message", "no_contact"])
async def test_nobody_gets_one_for_whom_messages_are_not_safe(texting: Texting, safe: str) -> None:
    await texting.desk.keeps_somebody()
    await texting.called(safe_contact=safe)
    assert not await texting.once()
    assert NOT_SAFE in await texting.page()
    assert "call_next" not in {act for act, _ in await texting.desk.looks()}


@pytest.mark.parametrize("safe", ["no_message", "no_contact"])
async def test_what_they_said_last_time_holds_until_they_say_otherwise(
    texting: Texting, safe: str
) -> None:
    person = await texting.desk.keeps_somebody()
    await texting.asks(f"/contacts/{texting.desk.contact}/ways", safe_contact=safe)
    await texting.asks(f"/contacts/{texting.desk.contact}/close", outcome="informed")
    await texting.comes_another()
    await texting.desk.sends(f"{PEOPLE}/named", contact=texting.desk.contact, person=person)
    await texting.called()
    assert not await texting.once()
    assert NOT_SAFE in await texting.page()


async def test_with_a_restricted_reason_only_a_yes_is_one(texting: Texting) -> None:
    await texting.desk.keeps_somebody()
    await texting.asks(f"/contacts/{texting.desk.contact}/reasons", reason="VIO")
    await texting.called()
    assert not await texting.once()
    assert NOT_SAFE in await texting.page()
    await texting.asks(f"/contacts/{texting.desk.contact}/start")
    await texting.called(safe_contact="yes")
    assert await texting.once()
    assert len(texting.messages.taken) == 1


@pytest.mark.parametrize(
    "said",
    [{"safe_contact": "no_contact"}, {"safe_contact": "no_message"}, {"called_by": "screen"}],
)
async def test_nothing_goes_out_once_it_is_said_that_it_must_not(
    texting: Texting, said: dict[str, str]
) -> None:
    await texting.desk.keeps_somebody()
    await texting.called()
    texting.messages.answer = 503
    assert await texting.once()
    texting.messages.answer = 202
    await texting.asks(f"/contacts/{texting.desk.contact}/ways", **said)
    await texting.found(AGAIN)
    assert not await texting.once()
    assert (NOT_SAFE in await texting.page()) is (said.get("called_by") != "screen")


async def test_a_restricted_reason_said_on_its_way_keeps_it_back_and_they_are_fetched(
    texting: Texting,
) -> None:
    await texting.desk.keeps_somebody()
    code = await texting.called(language="ca")
    await texting.asks(f"/contacts/{texting.desk.contact}/reasons", reason="VIO")
    assert not await texting.once()
    assert texting.messages.keys == [], "it was not even tried"
    kept = "SELECT (refused, withheld)::text FROM text_call"
    assert await texting.found(kept) == "(0,restricted)"
    assert NOT_SAFE in await texting.page()
    await texting.asks(f"/contacts/{texting.desk.contact}/ways", safe_contact="yes")
    await texting.found(AGAIN)
    assert not await texting.once(), "they are fetched by now"
    await texting.asks(f"/contacts/{texting.desk.contact}/recall")
    assert await texting.once()
    assert texting.messages.taken == [(MARIA.called, f"{code}: taulell 1")]


@pytest.mark.parametrize("elsewhere", [False, True])
async def test_no_message_said_on_its_way_is_noted_as_why_it_was_not_sent(
    texting: Texting, *, elsewhere: bool
) -> None:
    person = await texting.desk.keeps_somebody()
    await texting.called()
    contact = texting.desk.contact
    if elsewhere:
        await texting.found(
            "UPDATE contact SET person = $2, opened_at = opened_at + interval '1 minute',"
            """ ways = '{"called_by": "screen", "safe_contact": "no_message"}' WHERE id = $1""",
            await another(texting),
            UUID(person),
        )
    else:
        await texting.asks(f"/contacts/{contact}/ways", safe_contact="no_message")
    assert not await texting.once()
    assert texting.messages.keys == []
    assert await texting.found("SELECT withheld FROM text_call") == "not_safe"
    assert NOT_SAFE in await texting.page()


async def another(texting: Texting) -> UUID:
    """Somebody else's contact, that waits."""
    told = await texting.desk.client.post(
        f"/api/units/{NORD}/contacts", json={"level": None}, headers=command()
    )
    return UUID(told.json()["id"])


async def test_nobody_else_gets_a_message_whose_look_is_not_recorded(texting: Texting) -> None:
    await texting.desk.keeps_somebody()
    await texting.called()
    whose = "SELECT person FROM contact WHERE id = $1"
    first = await texting.found(whose, texting.desk.contact)
    other = {"name": somebody(31).name, "telephone": somebody(31).telephone}
    await texting.desk.sends(PEOPLE, contact=texting.desk.contact, **other)
    assert await texting.found(whose, texting.desk.contact) not in (None, first)
    assert not await texting.once()
    assert texting.messages.keys == []


def test_the_key_of_the_gateway_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("from-file\n")
    needed = {"PORTES_DATABASE_URL": "x", "PORTES_IDENTITY_URL": "x", "PORTES_TEXT_KEY": "given"}
    assert Settings.model_validate(needed).text_secret() == "given"
    both = Settings.model_validate({**needed, "PORTES_TEXT_KEY_FILE": file})
    assert both.text_secret() == "from-file"


OTHERS = "UPDATE person SET telephone_of = $1"


@pytest.mark.parametrize(("whose", "speaker"), [("relative", "self"), (None, "relative")])
async def test_a_telephone_that_is_not_of_who_is_called_gets_nothing_and_they_are_fetched(
    texting: Texting, whose: str | None, speaker: str
) -> None:
    await texting.desk.keeps_somebody()
    await texting.found(OTHERS, whose)
    await texting.called(speaker=speaker)
    assert not await texting.once()
    assert texting.messages.taken == []
    assert NOT_SAFE in await texting.page()
    assert ("call_next", "contact") not in await texting.desk.looks()


async def test_who_speaks_for_somebody_is_called_at_their_own_telephone(texting: Texting) -> None:
    await texting.desk.keeps_somebody()
    await texting.found(OTHERS, "relative")
    await texting.called(speaker="relative")
    assert await texting.once()
    assert [number for number, _ in texting.messages.taken] == [MARIA.called]


async def test_a_telephone_that_turns_out_to_be_anothers_meanwhile_gets_nothing(
    texting: Texting,
) -> None:
    await texting.desk.keeps_somebody()
    await texting.called()
    await texting.found(OTHERS, "relative")
    await texting.once()
    assert texting.messages.keys == []
    assert FETCH in await texting.page()


async def test_without_somebody_named_there_is_no_number(texting: Texting) -> None:
    await texting.called()
    assert not await texting.once()
    assert NOT_SAFE in await texting.page()


async def test_who_wants_to_be_called_otherwise_gets_none(texting: Texting) -> None:
    await texting.desk.keeps_somebody()
    await texting.called(called_by="fetched")
    assert not await texting.once()


async def test_without_a_gateway_nothing_is_to_be_sent_and_no_look_is_claimed(
    texting: Texting,
) -> None:
    around = texting.desk.served.around
    around.settings = around.settings.model_copy(update={"text_url": ""})
    await texting.desk.keeps_somebody()
    await texting.called()
    assert await texting.found("SELECT count(*) FROM text_call") == 0
    assert "call_next" not in {act for act, _ in await texting.desk.looks()}
    assert NO_SERVICE in await texting.page()


def test_a_gateway_to_which_others_read_along_is_refused() -> None:
    needed = {"PORTES_DATABASE_URL": "x", "PORTES_IDENTITY_URL": "x"}
    with pytest.raises(ValidationError, match="https://"):
        Settings.model_validate({**needed, "PORTES_TEXT_URL": "http://texts.city.example/"})
    assert Settings.model_validate({**needed, "PORTES_TEXT_URL": "https://texts.city.example/"})


async def test_a_gateway_that_is_away_is_one_that_does_not_take_it_now(texting: Texting) -> None:
    around = texting.desk.served.around
    around.settings = around.settings.model_copy(update={"text_url": "http://127.0.0.1:9/"})
    await texting.desk.keeps_somebody()
    await texting.called()
    assert await texting.once()
    assert ON_ITS_WAY in await texting.page()
