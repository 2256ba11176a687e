"""Both sides ask and answer within a referral: sealed, read by the two alone, and noted."""

from dataclasses import replace
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from services.referrals import commands, store
from services.referrals.commands import By, messaging
from services.referrals.domain import No, Party, Referral, State
from services.referrals.domain.refusals import MovedOn, NothingWritten, TooManyMessages
from shared.db import Tx
from shared.errors import NotFound
from shared.identity import Role
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.web import command
from tests.referrals.scene import OTHER, RING, centre, in_state, partner, sent, told
from tests.referrals.test_following import following
from tests.referrals.test_pages import Both, both, post

__all__ = ["both"]
QUESTION, ANSWER = f"Puc acompanyar {MARIA.name}?", "Sí. Dijous a les 16:00."
OPEN = (State.REQUESTED, State.ACCEPTED, State.IN_PROGRESS, State.ON_HOLD)
NEW = "Missatge nou"


@pytest_asyncio.fixture
async def city(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def say(tx: Tx, one: Referral, by: By, words: str = QUESTION) -> Referral:
    return await commands.say(tx, one.id, words, RING, by)


async def unread(tx: Tx, one: Referral) -> Party | None:
    found = await store.referrals.one(tx, one.id)
    assert found is not None
    return found.unread


@pytest.mark.parametrize("state", State)
async def test_they_write_while_it_is_open_and_not_before_or_after(city: Tx, state: State) -> None:
    one = await in_state(city, state)
    if state in OPEN:
        assert (await say(city, one, partner(2))).version == one.version
        return
    with pytest.raises(MovedOn):
        await say(city, one, partner(2))


async def test_of_a_returned_one_the_sender_may_still_ask_what_is_missing(city: Tx) -> None:
    one = await in_state(city, State.REJECTED)
    await store.referrals.keep(city, replace(one, no=No.RETURNED, missing=("date",)))
    assert (await say(city, one, partner(2))).unread is Party.RECEIVER


async def test_a_message_is_unread_to_the_other_side_until_one_of_it_opens_the_referral(
    city: Tx,
) -> None:
    one = await sent(city)
    await say(city, one, centre(2))
    assert await unread(city, one) is Party.SENDER
    await commands.open_referral(city, one.id, centre(3))
    assert await unread(city, one) is Party.SENDER
    await commands.open_referral(city, one.id, partner(4))
    assert await unread(city, one) is None
    await say(city, one, partner(5), ANSWER)
    assert await unread(city, one) is Party.RECEIVER


async def test_whoever_of_the_receiver_writes_has_opened_it_so_that_it_leaves_unseen_no_more(
    city: Tx,
) -> None:
    one = await sent(city)
    by = centre(2)
    assert (await say(city, one, by)).opened_at == by.at
    assert by.who.id in {each.reader for each in await store.acts.readers(city, one.id)}


async def test_what_is_written_is_sealed_and_told_to_nobody(city: Tx) -> None:
    one = await sent(city)
    before = await told(city, one.id)
    await say(city, one, partner(2))
    kept = await city.fetchval("SELECT words FROM referral_message WHERE referral = $1", one.id)
    assert MARIA.name.encode() not in kept
    assert await told(city, one.id) == before
    assert [each.act for each in await store.acts.history(city, one.id)] == ["written", "sent"]


async def test_nothing_and_too_much_are_refused(city: Tx, monkeypatch: pytest.MonkeyPatch) -> None:
    one = await sent(city)
    with pytest.raises(NothingWritten):
        await say(city, one, partner(2), " \n ")
    monkeypatch.setattr(messaging, "MOST", 1)
    await say(city, one, partner(2))
    with pytest.raises(TooManyMessages):
        await say(city, one, partner(3))


async def test_to_others_there_is_no_such_referral_to_write_in(city: Tx) -> None:
    one = await sent(city)
    for by in (partner(2, OTHER), centre(2, SUD)):
        with pytest.raises(NotFound):
            await say(city, one, by)


async def test_with_an_erased_person_goes_what_was_written_about_them(city: Tx) -> None:
    one, other = await sent(city), await sent(city)
    for each in (one, other):
        await say(city, each, partner(2))
    whom = one.id  # any id will do
    await city.execute("UPDATE referral SET person = $1 WHERE id = $1", whom)
    await store.messages.forget(city, [whom])
    assert await store.messages.count(city, one.id) == 0
    assert await store.messages.count(city, other.id) == 1


async def messages(client: httpx2.AsyncClient, referral: object) -> list[dict[str, Any]]:
    """What somebody reads by the API."""
    answer = await client.post(f"/api/referrals/{referral}/open", json={})
    return [{name: each[name] for name in ("side", "words")} for each in answer.json()["messages"]]


async def test_each_reads_the_others_words_on_the_page_and_by_the_api(both: Both) -> None:
    one = await both.sends()
    await post(both.centre, f"/referral/{one}/messages", {"words": QUESTION})
    assert NEW in (await both.partner.get("/sent")).text
    assert NEW not in (await both.centre.get(f"/units/{NORD}")).text
    page = await both.partner.get(f"/referral/{one}")
    assert NEW in page.text
    assert MARIA.name not in page.text
    assert QUESTION in (await post(both.partner, f"/referral/{one}/open", {})).text
    assert NEW not in (await both.partner.get("/sent")).text
    answer = await both.partner.post(
        f"/api/referrals/{one}/messages", json={"words": ANSWER}, headers=command()
    )
    assert answer.status_code == 201
    assert ANSWER not in answer.text
    both_sides = [{"side": "receiver", "words": QUESTION}, {"side": "sender", "words": ANSWER}]
    assert await messages(both.centre, one) == both_sides == await messages(both.partner, one)


async def test_who_writes_reads_on_and_a_link_makes_nobody_read(both: Both) -> None:
    one = await both.sends()
    wrote = await post(both.centre, f"/referral/{one}/messages", {"words": QUESTION})
    there = wrote.headers["location"]
    by_itself = 'hx-trigger="load, submit"'
    assert by_itself in (await both.centre.get(there, headers={"hx-request": "true"})).text
    assert by_itself not in (await both.centre.get(there)).text


async def test_a_colleague_who_may_not_read_it_may_not_write_in_it(both: Both) -> None:
    one = await both.sends()
    manager = await both.served.signed_in({Role.MANAGER}, {NORD})
    refused = await post(manager, f"/referral/{one}/messages", {"words": QUESTION})
    assert refused.status_code == 403


async def test_an_open_page_says_that_there_is_a_message_and_never_which(both: Both) -> None:
    one = await both.sends()
    async with following(both, both.partner, one) as stream:
        await stream.heard(b"Demanada")
        await post(both.centre, f"/referral/{one}/messages", {"words": QUESTION})
        await stream.heard(NEW.encode())
        assert MARIA.name.encode() not in stream._heard


async def test_of_one_sent_by_mistake_the_receiver_loses_what_was_written_too(both: Both) -> None:
    one = await both.sends()
    await post(both.centre, f"/referral/{one}/messages", {"words": QUESTION})
    async with following(both, both.centre, one) as stream:
        await stream.heard(b"event: heading")
        await post(both.partner, f"/referral/{one}/acts/call_error", {})
        await stream.heard(b"event: words")
    refused = await both.centre.post(f"/api/referrals/{one}/open", json={})
    assert refused.status_code == 409
    assert QUESTION in (await post(both.partner, f"/referral/{one}/open", {})).text
