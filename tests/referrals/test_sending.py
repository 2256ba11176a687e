"""From a draft to the centre: what is checked, what is kept, what the other side may know."""

from dataclasses import asdict, replace

import pytest
import pytest_asyncio

from services.referrals import commands, queries, store
from services.referrals.commands import Act, Said
from services.referrals.domain import Part, Party, State, check
from services.referrals.domain.check import (
    Capacity,
    Competence,
    Room,
    Route,
    Territory,
    Whom,
)
from services.referrals.domain.refusals import (
    ConsentMissing,
    Incomplete,
    MovedOn,
    NoSuchReason,
    NoSuchReceiver,
)
from services.referrals.domain.why import Despite, Refusal
from services.referrals.queries import Asked, Box, Stretch
from shared.audit import Reader
from shared.contracts.referrals import ReferralChanged
from shared.db import Tx
from shared.errors import Forbidden, NotFound
from shared.identity import Role
from tests.fixtures.canaries import MARIA
from tests.fixtures.cities import NORD, SUD, a_city, load_city
from tests.referrals.scene import (
    CONTENT,
    FOOD,
    NINE,
    OTHER,
    PRISM,
    RING,
    a_session,
    after,
    alive,
    centre,
    drafted,
    free_time,
    partner,
    sent,
    told,
    written,
)

PAGE = Stretch(50, 0)


@pytest_asyncio.fixture
async def tx(tx: Tx) -> Tx:
    await load_city(tx)
    return tx


async def checked(tx: Tx, organisation: str = PRISM, reason: str = FOOD, **other: object):
    asked = Asked(organisation, NORD, reason, replace(CONTENT, **other))
    return await queries.check(tx, asked, RING, NINE)


async def test_a_draft_is_told_to_nobody_and_is_its_organisations_alone(tx: Tx) -> None:
    draft = await drafted(tx)
    assert draft.state is State.DRAFT
    assert await told(tx, draft.id) == []
    for by in (partner(organisation=OTHER), centre()):
        with pytest.raises(NotFound):
            await queries.shown(tx, draft.id, by.who)
    assert (await queries.shown(tx, draft.id, partner().who)).side is Party.SENDER


async def test_what_it_says_is_kept_sealed_and_opens_for_the_ring(tx: Tx) -> None:
    draft = await drafted(tx)
    row = await tx.fetchrow("SELECT content, whom FROM referral WHERE id = $1", draft.id)
    assert row
    assert all(MARIA.name.encode() not in bytes(part) for part in row)
    assert await store.referrals.content(tx, draft.id, RING) == CONTENT


async def test_sending_tells_it_with_its_deadlines_and_without_anybodys_name(tx: Tx) -> None:
    one = await sent(tx)
    [event] = await told(tx, one.id)
    assert isinstance(event, ReferralChanged)
    assert event.state == "requested"
    assert event.responsible == "sender"
    assert NINE < event.warn_at < event.answer_by
    assert MARIA.name not in event.model_dump_json()


async def test_a_restricted_reason_is_told_as_that_and_shown_to_professionals_only(
    tx: Tx,
) -> None:
    one = await sent(tx, reason="VIO")
    [event] = await told(tx, one.id)
    assert isinstance(event, ReferralChanged)
    assert (event.reason, event.restricted) == ("restricted", True)
    with pytest.raises(NotFound):
        await queries.shown(tx, one.id, centre(role=Role.RECEPTION).who)
    listed = await queries.received(tx, NORD, Box.OPEN, centre(role=Role.RECEPTION).who, NINE, PAGE)
    assert listed.lines == ()
    assert (await queries.shown(tx, one.id, centre().who)).side is Party.RECEIVER


async def test_of_a_restricted_one_nobody_else_hears_the_right_door_or_what_it_lacks(
    tx: Tx,
) -> None:
    right = Said(elsewhere="housing", refusal=Refusal.NOT_OURS)
    lacks = Said(missing=(Part.CONTACT,))
    for act, said in ((Act.REDIRECT, right), (Act.GIVE_BACK, lacks)):
        for reason, hidden in (("VIO", True), (FOOD, False)):
            one = await sent(tx, reason=reason)
            done = await commands.do(tx, one.id, act, said, centre(5))
            assert done.elsewhere or done.missing, "both sides read it"
            event = (await told(tx, one.id))[-1]
            assert isinstance(event, ReferralChanged)
            assert event.no is not None
            assert (not event.elsewhere and not event.missing) is hidden


async def test_without_consent_name_or_words_nothing_is_sent(tx: Tx) -> None:
    for other, refusal in (
        ({"consents": (OTHER,)}, ConsentMissing),
        ({"name": " "}, Incomplete),
        ({"about": ""}, Incomplete),
    ):
        draft = await drafted(tx, **other)
        with pytest.raises(refusal):
            await commands.send(tx, draft.id, (), RING, partner())
    draft = await drafted(tx, consents=(NORD,))
    with pytest.raises(ConsentMissing):
        await commands.send(tx, draft.id, (OTHER,), RING, partner())


async def test_it_may_be_sent_to_both_each_with_its_own_code_and_answer(tx: Tx) -> None:
    draft = await drafted(tx, reason="DEP")
    first, second = await commands.send(tx, draft.id, (OTHER, NORD), RING, partner())
    assert (first.unit, second.unit) == (NORD, OTHER)
    assert first.code != second.code
    assert second.outside
    there = await queries.shown(tx, second.id, partner(organisation=OTHER).who)
    assert there.side is Party.RECEIVER
    with pytest.raises(NotFound):
        await queries.shown(tx, first.id, partner(organisation=OTHER).who)
    with pytest.raises(NotFound):
        await queries.shown(tx, second.id, centre().who)
    history = (await queries.shown(tx, second.id, partner().who)).history
    assert history[-1].facts["duplicates"] == 0, "its own twin is none"


async def test_nothing_is_written_to_nobody_about_nothing_or_by_a_centre(tx: Tx) -> None:
    for wrong, refusal in (
        ({"unit": "nowhere"}, NoSuchReceiver),
        ({"unit": PRISM}, NoSuchReceiver),
        ({"reason": "nothing"}, NoSuchReason),
    ):
        with pytest.raises(refusal):
            await commands.write(tx, written(**wrong), RING, partner())
    with pytest.raises(Forbidden):
        await commands.write(tx, written(), RING, centre())


async def test_what_was_sent_cannot_be_rewritten(tx: Tx) -> None:
    draft = await drafted(tx)
    changed = await commands.rewrite(tx, draft.id, written(about="Other"), RING, partner())
    assert changed.version == 2
    await commands.send(tx, draft.id, (), RING, partner())
    with pytest.raises(MovedOn):
        await commands.rewrite(tx, draft.id, written(), RING, partner())


async def test_the_check_knows_competence_territory_and_what_is_missing(tx: Tx) -> None:
    found = await checked(tx)
    assert found.competence is Competence.OURS
    assert found.territory is Territory.RIGHT
    assert found.clear
    elsewhere = await checked(tx, district="02")
    assert elsewhere.territory is Territory.OTHER
    assert elsewhere.better
    assert elsewhere.better.code == SUD
    unknown = await checked(tx, district=None)
    assert unknown.territory is Territory.UNKNOWN
    assert set((await checked(tx, name="", consents=())).missing) == {"name", "consent"}


async def test_the_check_names_a_partner_whose_criteria_fit(tx: Tx) -> None:
    old = await checked(tx, reason="DEP", age=70)
    assert old.better
    assert (old.better.code, old.better.sendable) == (OTHER, True)
    assert (await checked(tx, reason="DEP", age=30)).better is None


async def test_the_check_never_sends_anybody_back_to_who_asks(tx: Tx) -> None:
    assert (await checked(tx, OTHER, reason="DEP", age=70)).better is None
    by = partner(organisation=OTHER)
    draft = await commands.write(tx, written(reason="DEP", age=70), RING, by)
    [one] = await commands.send(tx, draft.id, (), RING, by, Despite.NEEDS_MORE)
    facts = asdict((await queries.shown(tx, one.id, by.who)).history[-1])["facts"]
    assert facts["better"] is None
    assert "despite" not in facts


def test_whoever_owns_a_matter_is_not_sent_to_itself() -> None:
    known = a_city()
    theirs = [each.model_copy(update={"owner": "housing"}) for each in known.reasons]
    here = known.model_copy(update={"reasons": tuple(theirs)})
    for sender, better in ((OTHER, Route("housing", sendable=False, partner=False)), (PRISM, None)):
        found = check.checked(here, Whom(sender, NORD, FOOD), CONTENT, (Room(), 0), NINE.date())
        assert (found.competence, found.better) == (Competence.THEIRS, better)


async def test_what_is_sent_to_the_better_route_too_does_not_say_that_it_was_passed_over(
    tx: Tx,
) -> None:
    draft = await drafted(tx, reason="DEP", age=70)
    for_both = await commands.send(tx, draft.id, (OTHER,), RING, partner(), Despite.NEEDS_MORE)
    for one in for_both:
        history = (await queries.shown(tx, one.id, partner().who)).history
        assert "despite" not in asdict(history[-1])["facts"]


async def test_a_sender_learns_of_duplicates_of_its_own_alone_the_receiver_of_the_others(
    tx: Tx,
) -> None:
    one = await sent(tx)
    assert (await checked(tx)).duplicates == 1
    assert (await checked(tx, reason="DEP")).duplicates == 0
    assert (await checked(tx, OTHER)).duplicates == 0
    by = partner(organisation=OTHER)
    draft = await commands.write(tx, written(name=MARIA.name.upper()), RING, by)
    [theirs] = await commands.send(tx, draft.id, (), RING, by)
    sight = Reader(centre().who, "open_referral")
    found = await queries.opened(tx, theirs, Party.RECEIVER, sight, RING)
    assert found.others == 1
    mine = await queries.opened(tx, one, Party.SENDER, Reader(partner().who, "x"), RING)
    assert mine.others is None


async def test_capacity_is_unknown_until_something_is_known(tx: Tx) -> None:
    await alive(tx)
    assert (await checked(tx)).capacity is Capacity.UNKNOWN
    full = a_session(taken=10, offered=0)
    await store.sessions.keep(tx, [full])
    assert (await checked(tx)).capacity is Capacity.WAITLIST
    shut = a_session(2, session_id=full.session_id, taken=10, offered=0, open=False)
    await store.sessions.keep(tx, [shut])
    assert (await checked(tx)).capacity is Capacity.NO_CAPACITY
    stale = replace(CONTENT.assessment, valid_until=None)  # type: ignore[type-var]
    assert (await checked(tx, assessment=stale)).capacity is Capacity.NO_CAPACITY
    await free_time(tx)
    found = await checked(tx)
    assert found.capacity is Capacity.CAPACITY
    assert found.first_visit == after(2 * 24 * 60)
    assert (await checked(tx, assessment=stale)).capacity is Capacity.ASSESSMENT


async def test_of_a_restricted_session_the_check_says_nothing_to_a_partner(tx: Tx) -> None:
    await alive(tx)
    await store.sessions.keep(tx, [a_session(taken=0, offered=0, restricted=True)])
    assert (await checked(tx)).capacity is Capacity.NO_CAPACITY
    await store.sessions.keep(tx, [a_session(taken=10, offered=0)])
    assert (await checked(tx)).capacity is Capacity.WAITLIST


async def test_the_better_route_is_compared_by_days_and_what_is_not_known_is_no_number(
    tx: Tx,
) -> None:
    await alive(tx)
    found = await checked(tx, reason="DEP", age=70)
    assert found.better is not None
    assert (found.better.code, found.better.days, found.days) == (OTHER, 3, None)
    await free_time(tx)
    found = await checked(tx, reason="DEP", age=70)
    assert found.days == 2
    elsewhere = await checked(tx, district="02")
    assert elsewhere.better is not None
    assert (elsewhere.better.code, elsewhere.better.days) == (SUD, None)


@pytest.mark.parametrize(
    ("silent", "free", "known"),
    [
        ("gateway", "visit", Capacity.UNKNOWN),
        ("groups", "places", Capacity.UNKNOWN),
        ("gateway", "nothing", Capacity.UNKNOWN),
        ("groups", "nothing", Capacity.UNKNOWN),
        ("gateway", "places", Capacity.CAPACITY),
        ("groups", "visit", Capacity.CAPACITY),
    ],
)
async def test_what_a_silent_service_told_is_not_said_as_if_it_were_known(
    tx: Tx, silent: str, free: str, known: Capacity
) -> None:
    await alive(tx)
    await tx.execute(
        "UPDATE feed SET told_at = told_at - interval '13 seconds' WHERE service = $1", silent
    )
    taken = 0 if free == "places" else 10
    await store.sessions.keep(tx, [a_session(taken=taken, offered=0)])
    if free == "visit":
        await free_time(tx)
    found = await checked(tx)
    assert found.capacity is known
    assert (found.first_visit is not None) is (free == "visit" and silent == "groups")


async def test_what_the_check_said_is_in_the_history_of_both_sides(tx: Tx) -> None:
    one = await sent(tx, district="02")
    both = [await queries.shown(tx, one.id, by.who) for by in (partner(), centre())]
    told, heard = [[asdict(each) for each in side.history] for side in both]
    assert told[-1]["facts"].pop("duplicates") == 0
    assert told == heard
    assert heard[-1]["facts"]["territory"] == "other"


async def test_why_it_goes_only_there_is_kept_where_a_better_route_was_named_alone(tx: Tx) -> None:
    for district, kept in (("01", False), ("02", True)):
        draft = await drafted(tx, district=district)
        [one] = await commands.send(tx, draft.id, (), RING, partner(), Despite.NEEDS_MORE)
        history = (await queries.shown(tx, one.id, partner().who)).history
        assert ("despite" in asdict(history[-1])["facts"]) is kept
