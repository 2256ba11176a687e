"""What a centre sent to another comes back to it: first on its list, counted, and taken up."""

from dataclasses import replace
from html import unescape
from typing import Any
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio

from services.referrals import commands, queries
from services.referrals.commands import Act, By, Said
from services.referrals.domain import Party, State
from services.referrals.domain.refusals import MovedOn, SideUnclear
from services.referrals.domain.why import Cancellation, Refusal
from services.referrals.pages.words import reason_said
from services.referrals.queries import Box, Stretch, lists, sent_within
from services.referrals.queries.sent_within import OF_BOX, SENT_WITHIN
from shared.city.store import current
from shared.contracts.gateway import RESTRICTED, ReferralAsked
from shared.contracts.referrals import ReferralChanged
from shared.db import Scope, Tx, transaction
from shared.identity import Role
from tests.fixtures.cities import NORD, SUD, load_city
from tests.fixtures.web import command
from tests.referrals.scene import FOOD, NINE, RING, after, centre, partner, told
from tests.referrals.scene import sent as sent_by_partner
from tests.referrals.test_hearing import asked_inside, hear
from tests.referrals.test_messages import QUESTION
from tests.referrals.test_pages import Both, both, in_the_bar, post

__all__ = ["both"]
PAGE = Stretch(50, 0)
LACKS = Said(missing=("date",))
NOS = {
    Act.GIVE_BACK: LACKS,
    Act.REDIRECT: Said(elsewhere="housing", refusal=Refusal.NOT_OURS),
    Act.REFUSE: Said(refusal=Refusal.CRITERIA),
}
SENDER, RECEIVER = centre(9, SUD), centre(9)


@pytest_asyncio.fixture
async def city(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def handed_on(tx: Tx, **other: object) -> UUID:
    """One that Sud sent to Nord."""
    asked = asked_inside(**other)
    await hear(tx, asked)
    return asked.referral_id


async def of_sud(tx: Tx, box: Box = Box.OPEN, by: By = SENDER, page: Stretch = PAGE) -> list[UUID]:
    """What is listed as sent by Sud."""
    listed = await sent_within(tx, SUD, box, by.who, after(60), page)
    return [line.referral.id for line in listed.lines]


async def returns(tx: Tx, by: By = SENDER) -> int:
    """How many of Sud's own wait for somebody there."""
    return (await queries.tally(tx, SUD, by.who, after(60))).returns


@pytest.mark.parametrize("act", NOS, ids=str)
async def test_what_came_back_stands_first_and_is_counted_until_somebody_takes_it_up(
    city: Tx, act: Act
) -> None:
    back, asked, newest = [await handed_on(city, at=after(n)) for n in range(3)]
    await commands.say(city, asked, QUESTION, RING, RECEIVER)
    assert (await of_sud(city), await returns(city)) == ([asked, newest, back], 1)
    await commands.do(city, back, act, NOS[act], RECEIVER)
    assert (await of_sud(city), await returns(city)) == ([back, asked, newest], 2)
    await commands.open_referral(city, back, SENDER)
    assert await returns(city) == 2, "who only looks has not taken it up"
    await commands.do(city, back, Act.TAKE_UP, Said(), SENDER)
    assert (await of_sud(city), await returns(city)) == ([asked, newest], 1)
    assert await of_sud(city, Box.ENDED) == [back]
    await commands.open_referral(city, asked, SENDER)
    assert (await of_sud(city), await returns(city)) == ([newest, asked], 0)


async def test_a_message_of_one_that_is_over_is_counted_until_it_is_read(city: Tx) -> None:
    one = await handed_on(city)
    await commands.say(city, one, QUESTION, RING, RECEIVER)
    await commands.do(city, one, Act.TAKE_BACK, Said(cancellation=Cancellation.CHANGED), SENDER)
    assert (await of_sud(city), await of_sud(city, Box.ENDED)) == ([one], [])
    await commands.open_referral(city, one, SENDER)
    assert (await of_sud(city), await of_sud(city, Box.ENDED)) == ([], [one])


async def test_taking_up_is_told_and_stands_in_the_history_once(city: Tx) -> None:
    one = await handed_on(city)
    back = await commands.do(city, one, Act.GIVE_BACK, LACKS, RECEIVER)
    done = await commands.do(city, one, Act.TAKE_UP, Said(), SENDER)
    again = await commands.do(city, one, Act.TAKE_UP, Said(), centre(30, SUD))
    assert (done.version, again) == (back.version + 1, done)
    assert (done.state, done.responsible) == (State.REJECTED, Party.SENDER)
    event = (await told(city, one))[-1]
    assert isinstance(event, ReferralChanged)
    assert (event.version, event.state) == (done.version, "rejected")
    assert event.taken_up_at == SENDER.at
    history = (await queries.shown(city, one, RECEIVER.who)).history
    assert [(each.act, each.side) for each in history][-2:] == [
        ("give_back", Party.RECEIVER),
        ("take_up", Party.SENDER),
    ]


async def test_only_the_sending_unit_takes_up_and_only_what_came_back(city: Tx) -> None:
    one = await handed_on(city)
    with pytest.raises(MovedOn):
        await commands.do(city, one, Act.TAKE_UP, Said(), SENDER)
    await commands.do(city, one, Act.GIVE_BACK, LACKS, RECEIVER)
    with pytest.raises(MovedOn):
        await commands.do(city, one, Act.TAKE_UP, Said(), RECEIVER)
    theirs = await sent_by_partner(city)
    await commands.do(city, theirs.id, Act.GIVE_BACK, LACKS, RECEIVER)
    with pytest.raises(MovedOn):  # a partner writes it again
        await commands.do(city, theirs.id, Act.TAKE_UP, Said(), partner(9))


async def test_who_works_at_both_units_stands_with_the_sender_while_it_is_back(city: Tx) -> None:
    one, both_units = await handed_on(city), centre(9, SUD, NORD)
    sides = [(await queries.shown(city, one, both_units.who)).side]
    for act, said in ((Act.GIVE_BACK, LACKS), (Act.TAKE_UP, Said())):
        await commands.do(city, one, act, said, both_units)
        sides.append((await queries.shown(city, one, both_units.who)).side)
    assert sides == [Party.RECEIVER, Party.SENDER, Party.RECEIVER]


async def test_who_works_at_both_units_says_for_which_they_read_and_write(city: Tx) -> None:
    one, at_both = await handed_on(city), centre(9, SUD, NORD)
    await commands.say(city, one, QUESTION, RING, RECEIVER)
    for asked in (
        commands.open_referral(city, one, at_both),
        commands.say(city, one, QUESTION, RING, at_both),
    ):
        with pytest.raises(SideUnclear):
            await asked
    await commands.open_referral(city, one, replace(at_both, side=Party.RECEIVER))
    assert await returns(city) == 1, "the receiver's reading is not the sender's"
    await commands.open_referral(city, one, replace(at_both, side=Party.SENDER))
    assert await returns(city) == 0
    said = await commands.say(city, one, QUESTION, RING, replace(at_both, side=Party.SENDER))
    assert said.unread is Party.RECEIVER
    listed = await queries.received(city, NORD, Box.OPEN, at_both.who, after(60), PAGE)
    assert [line.both for line in listed.lines] == [True]


async def test_whoever_is_of_one_side_alone_cannot_choose_the_other(city: Tx) -> None:
    one = await handed_on(city)
    await commands.say(city, one, QUESTION, RING, RECEIVER)
    await commands.open_referral(city, one, replace(RECEIVER, side=Party.SENDER))
    assert await returns(city) == 1


async def test_a_restricted_one_is_listed_and_counted_for_professionals_only(city: Tx) -> None:
    one = await handed_on(city, restricted=True, reason=RESTRICTED)
    await commands.do(city, one, Act.GIVE_BACK, LACKS, RECEIVER)
    for role in (Role.RECEPTION, Role.MANAGER):
        by = centre(9, SUD, role=role)
        assert (await of_sud(city, by=by), await returns(city, by)) == ([], 0)
    assert (await of_sud(city), await returns(city)) == ([one], 1)


async def test_reception_and_managers_learn_how_many_restricted_ones_wait_with_the_team(
    both: Both,
) -> None:
    for restricted in (True, True, False):
        reason = RESTRICTED if restricted else FOOD
        asked = asked_inside(restricted=restricted, reason=reason)
        async with transaction(both.served.around.pool, Scope.SYSTEM) as tx:
            await hear(tx, asked)
    for role in (Role.RECEPTION, Role.MANAGER):
        reader = await both.served.signed_in({role}, {NORD})
        page = (await reader.get(f"/units/{NORD}")).text
        assert "1 espera resposta · 2 més les porta l'equip que les pot veure" in unescape(page)
        listed = (await reader.get(f"/api/units/{NORD}/referrals")).json()
        assert (len(listed["referrals"]), listed["withheld"]) == (1, 2)
    page = (await both.centre.get(f"/units/{NORD}")).text
    assert "l'equip que les pot veure" not in unescape(page)
    assert (await both.centre.get(f"/api/units/{NORD}/referrals")).json()["withheld"] == 0


async def test_a_restricted_reason_is_said_in_words_of_each_language(both: Both) -> None:
    asked = asked_inside(restricted=True, reason=RESTRICTED)
    async with transaction(both.served.around.pool, Scope.SYSTEM) as tx:
        await hear(tx, asked)
        here = await current(tx, NINE)
    for path in (f"/units/{NORD}", f"/referral/{asked.referral_id}"):
        page = (await both.centre.get(path)).text
        assert "Motiu reservat" in page
        assert f">{RESTRICTED}<" not in page
    said = [reason_said(here, RESTRICTED, language) for language in ("es", "en")]
    assert said == ["Motivo reservado", "Restricted matter"]


async def test_what_others_sent_is_on_no_list_of_a_unit(city: Tx) -> None:
    await sent_by_partner(city)
    await handed_on(city, unit=NORD, to_unit=SUD)
    assert await of_sud(city) == []


async def test_the_list_goes_on_in_stretches(city: Tx) -> None:
    ids = [await handed_on(city, at=after(n)) for n in range(3)]
    stretches = [await of_sud(city, page=Stretch(2, first)) for first in (0, 2)]
    assert stretches == [[ids[2], ids[1]], [ids[0]]]


async def came_back(both: Both, **other: Any) -> tuple[ReferralAsked, httpx2.AsyncClient]:
    """One that Nord returned to Sud, and a colleague there."""
    asked = asked_inside(**other)
    async with transaction(both.served.around.pool, Scope.SYSTEM) as tx:
        await hear(tx, asked)
    answer = await post(
        both.centre, f"/referral/{asked.referral_id}/acts/give_back", {"missing": "date"}
    )
    assert answer.status_code == 303
    return asked, await both.served.signed_in({Role.RECEPTION}, {SUD})


async def test_a_colleague_of_the_sending_centre_finds_it_reads_asks_and_takes_it_up(
    both: Both,
) -> None:
    asked, colleague = await came_back(both, person_id=None)
    path = f"/referral/{asked.referral_id}"
    worklist = (await colleague.get(f"/units/{SUD}")).text
    assert path in worklist.split('id="sent"')[1]
    assert "1 enviada ha tornat" in worklist
    assert in_the_bar(worklist) == "1 per respondre o reprendre"
    page = (await colleague.get(path)).text
    assert "Encara falta:" in page
    assert f'href="/units/{SUD}"' in page
    assert f"{path}/acts/take_up" in page
    assert f"{path}/acts/take_up" not in (await both.centre.get(path)).text
    await post(colleague, f"{path}/open", {})
    await post(colleague, f"{path}/messages", {"words": QUESTION})
    assert QUESTION in (await post(both.centre, f"{path}/open", {})).text
    assert (await post(colleague, f"{path}/acts/take_up", {})).status_code == 303
    page = (await colleague.get(path)).text
    assert f"{path}/acts/take_up" not in page
    assert in_the_bar(page) == ""
    assert path not in (await colleague.get(f"/units/{SUD}")).text
    assert path in (await colleague.get(f"/units/{SUD}?box=ended")).text


async def test_the_page_says_for_which_centre_whoever_works_at_both_acts_and_stays_there(
    both: Both,
) -> None:
    asked, _ = await came_back(both)
    path = f"/referral/{asked.referral_id}"
    everywhere = await both.served.signed_in({Role.RECEPTION}, {SUD, NORD})
    worklists = [(await everywhere.get(f"/units/{unit}?box={box}")).text for unit, box in LISTS]
    assert [f"{path}?side=sender" in page for page in worklists] == [True, False]
    assert [f"{path}?side=receiver" in page for page in worklists] == [False, True]
    page = (await everywhere.get(f"{path}?side=receiver")).text
    assert f"{path}/acts/take_up" not in page
    assert f'href="{path}?side=sender"' in page
    for part in ("open", "stream"):
        assert f'{path}/{part}?side=receiver"' in page
    opened = (await post(everywhere, f"{path}/open?side=sender", {})).text
    assert f'action="{path}/messages?side=sender"' in opened
    wrote = await post(everywhere, f"{path}/messages?side=sender", {"words": QUESTION})
    assert wrote.headers["location"] == f"{path}?again=1&side=sender"
    done = await post(everywhere, f"{path}/acts/take_up?side=sender", {})
    assert done.headers["location"] == f"{path}?side=sender"
    unclear = await everywhere.post(f"/api{path.replace('referral', 'referrals')}/open", json={})
    assert (unclear.status_code, unclear.json()["type"]) == (422, "/problems/side-unclear")
    assert "?side=" not in (await both.centre.get(path)).text


async def test_the_api_lists_it_to_the_sending_centre_and_to_no_other(both: Both) -> None:
    asked, colleague = await came_back(both)
    url = f"/api/units/{SUD}/sent-referrals"
    [one] = (await colleague.get(url)).json()["referrals"]
    assert (one["id"], one["side"], one["missing"]) == (str(asked.referral_id), "sender", ["date"])
    assert (await both.centre.get(url)).status_code == 404
    assert (await both.centre.get(f"/units/{SUD}")).status_code == 404
    act = f"/api/referrals/{asked.referral_id}/acts/take_up"
    done = await colleague.post(act, json={}, headers=command())
    assert (done.status_code, done.json()["taken_up_at"] is None) == (200, False)
    assert (await colleague.get(url)).json()["referrals"] == []
    ended = (await colleague.get(f"{url}?box=ended")).json()["referrals"]
    assert [each["id"] for each in ended] == [str(asked.referral_id)]


async def test_each_of_the_two_lists_goes_on_by_itself(both: Both) -> None:
    await came_back(both, at=NINE)
    _, colleague = await came_back(both, at=after(1))
    page = (await colleague.get(f"/units/{SUD}?limit=1")).text
    [more] = [part.split('"')[0] for part in page.split('href="')[1:] if "sent_after=" in part]
    rest = (await colleague.get(more.replace("&amp;", "&"))).text
    assert rest.count("Tornada per completar") == 1
    assert more == f"/units/{SUD}?box=open&amp;sent_after=1#sent"


LISTS = ((SUD, Box.OPEN), (NORD, Box.ENDED))
MANY = """
INSERT INTO referral (id, version, organisation, unit, reason, state, written_at, sent_at, no,
  missing, code, internal, outside, restricted, recognised, taken_up_at)
SELECT gen_random_uuid(), 3, $1, $2, 'r',
  CASE WHEN n % 500 = 0 THEN 'rejected' ELSE 'completed' END,
  now(), now(), NULL, '{}', 'X-' || n, true, false, false, false, NULL
FROM generate_series(1, 20000) AS n
"""


async def test_years_of_sent_ones_cost_nothing_when_those_to_be_seen_to_are_asked_for(
    city: Tx,
) -> None:
    await city.execute(MANY, SUD, NORD)
    everything = (SENT_WITHIN.format(box=OF_BOX[Box.OPEN]), (SUD, NINE, 51, 0, True))
    count = (lists.TALLY, (SUD, NINE, list(lists.OPEN), False, True))
    for statement, values in (everything, count):
        rows = await city.fetch(f"EXPLAIN {statement}", *values)
        plan = "\n".join(row[0] for row in rows)
        assert "referral_sent_within" in plan, plan
        assert "Seq Scan on referral" not in plan, plan
