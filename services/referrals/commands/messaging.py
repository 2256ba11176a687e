"""Either side asks the other, and answers: sealed words, beside the state and not a part of it."""

from dataclasses import replace
from uuid import UUID

from uuid_utils.compat import uuid7

from services.referrals import store
from services.referrals.commands.answering import note_opened
from services.referrals.commands.asking import By, taken_to_read
from services.referrals.domain import Party, Referral
from services.referrals.domain.refusals import MovedOn, NothingWritten, TooManyMessages
from services.referrals.store.messages import Message
from shared.db import Tx
from shared.encryption import Keyring

MOST = 100
"""Messages in one referral: all of them are read at once."""


async def say(tx: Tx, referral_id: UUID, words: str, ring: Keyring, by: By) -> Referral:
    """Write to the other side, which has it unread from now on; whoever writes has read all.

    Raises ``NotFound``, ``SideUnclear``, ``MovedOn`` once it is over, ``NothingWritten``,
    ``TooManyMessages``.
    """
    before, side = await taken_to_read(tx, referral_id, replace(by, seen=None))
    if not before.spoken_of:
        raise MovedOn
    if not words.strip():
        raise NothingWritten
    if await store.messages.count(tx, before.id) >= MOST:
        raise TooManyMessages
    read = await note_opened(tx, before, side, by)
    other = Party.RECEIVER if side is Party.SENDER else Party.SENDER
    after = replace(read, unread=other)
    await store.referrals.keep(tx, after)
    message = Message(uuid7(), side, by.who.id, by.at, words.strip())
    await store.messages.add(tx, after.id, message, ring)
    return after
