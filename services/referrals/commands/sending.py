"""Sending: with what the pre-check said kept beside it, and deadlines from then on."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from services.referrals import store
from services.referrals.commands.asking import By, Done, kept, taken
from services.referrals.commands.visiting import name_places
from services.referrals.commands.writing import require_receiver
from services.referrals.domain import NEEDED, Content, Part, Party, Referral, State, acts
from services.referrals.domain.access import sends
from services.referrals.domain.check import Whom, checked
from services.referrals.domain.deadlines import Terms, deadlines
from services.referrals.domain.refusals import ConsentMissing, Incomplete
from services.referrals.domain.why import Despite
from shared.city import City
from shared.city.store import current
from shared.contracts.gateway import ReferralAsked
from shared.db import Tx
from shared.encryption import Keyring
from shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said of one of those that are sent together."""

    content: Content
    despite: Despite | None = None
    also: Collection[str] = ()
    """To whom the same is sent besides: a better route among them is not passed over."""
    twins: int = 0
    """How many of the same were sent before it in this act: they are no duplicates."""


async def send(
    tx: Tx,
    referral_id: UUID,
    also: Sequence[str],
    ring: Keyring,
    by: By,
    despite: Despite | None = None,
) -> list[Referral]:
    """Hand the draft over, and the same to others ``also``: each needs the person's consent.

    ``despite``: why it goes there although the check names a better route.

    Raises ``MovedOn``, ``Incomplete``, ``ConsentMissing``, ``NoSuchReceiver``.
    """
    before, _ = await taken(tx, referral_id, by)
    if not sends(before, by.who):
        raise NotFound
    here = await current(tx, by.at)
    content = await store.referrals.content(tx, before.id, ring)
    first = await _sent(tx, here, before, Saying(content, despite, also), ring, by)
    others: list[Referral] = []
    for code in dict.fromkeys(also):
        require_receiver(here, code, before.organisation)
        if code != before.unit:
            twin = replace(
                before,
                id=uuid7(),
                version=1,
                unit=code,
                outside=here.unit(code) is None,
                code=await store.referrals.next_code(tx),
                written_at=by.at,
            )
            await kept(tx, None, twin, Done("written", Party.SENDER), by)
            await store.referrals.keep_content(tx, twin.id, content, ring)
            twins = 1 + len(others)
            others.append(await _sent(tx, here, twin, Saying(content, twins=twins), ring, by))
    return [first, *others]


async def _sent(
    tx: Tx,
    here: City,
    before: Referral,
    said: Saying,
    ring: Keyring,
    by: By,
) -> Referral:
    content, despite = said.content, said.despite
    after = acts.send(before, at=by.at)
    lacks = set(content.lacks(before.unit, here.day(by.at))) & set(NEEDED)
    if lacks - {Part.CONSENT}:
        raise Incomplete
    if lacks:
        raise ConsentMissing
    whose = (before.organisation, content, before.reason, before.id)
    room = await store.rooms.room(tx, before.unit, by.at)
    alike = await store.referrals.alike_of_sender(tx, *whose, ring) - said.twins
    on = here.day(by.at)
    whom = Whom(before.organisation, before.unit, before.reason)
    found = checked(here, whom, content, (room, alike), on)
    facts: dict[str, Any] = {
        "competence": found.competence,
        "territory": found.territory,
        "duplicates": found.duplicates,
        "capacity": found.capacity,
        "missing": list(found.missing),
        "better": found.better.code if found.better else None,
    }
    if found.better is not None and found.better.code not in said.also and despite is not None:
        facts["despite"] = despite
    timed = due(here, after)
    return await kept(tx, before, timed, Done("sent", Party.SENDER, facts), by)


def due(here: City, referral: Referral) -> Referral:
    """With its deadlines, in working time of whoever receives it."""
    rules = here.rules.referrals
    terms = Terms(
        timedelta(minutes=rules.acknowledge_minutes),
        timedelta(minutes=rules.answer_minutes),
        timedelta(minutes=rules.warn_minutes),
    )
    found = deadlines(here, referral, terms)
    if found is None:
        return referral
    return replace(referral, **asdict(found))


async def receive(tx: Tx, asked: ReferralAsked, by: By) -> Referral | None:
    """One of the city's units hands somebody on: it comes in as sent. Once is enough.

    Told again it says whom it concerns, known late or put right. What they withdraw goes back only
    until somebody has opened it.
    """
    news = await store.referrals.name(tx, asked.referral_id, asked.person_id, asked.version)
    before = await store.referrals.take(tx, asked.referral_id)
    if before is not None:
        if news:
            await name_places(tx, before, asked.at)
        return await _withdraw(tx, before, asked, by)
    if asked.withdrawn:
        return None
    here = await current(tx, by.at)
    draft = Referral(
        id=asked.referral_id,
        version=1,
        organisation=asked.unit,
        unit=asked.to_unit,
        reason=asked.reason,
        state=State.DRAFT,
        written_at=asked.at,
        code=await store.referrals.next_code(tx),
        internal=True,
        level=asked.level,
        restricted=asked.restricted,
        contact=asked.contact_id,
        person=asked.person_id,
        first_at=asked.first_at,
    )
    sent = due(here, acts.send(draft, at=asked.at))
    return await kept(tx, None, sent, Done("sent", Party.SENDER), replace(by, at=asked.at))


async def _withdraw(tx: Tx, before: Referral, asked: ReferralAsked, by: By) -> Referral | None:
    unseen = before.state is State.REQUESTED and before.opened_at is None
    if not asked.withdrawn or not unseen:
        return None
    after = acts.take_back(before, at=asked.at)
    return await kept(tx, before, after, Done("take_back", Party.SENDER), replace(by, at=asked.at))
