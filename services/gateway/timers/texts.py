"""Calls to a desk by text message, as long as whoever is called is awaited."""

import asyncio

import structlog

from services.gateway import store
from services.gateway.domain import access
from services.gateway.domain.ways import Withheld, withheld
from services.gateway.store.texts import TextCall
from shared.city.store import current
from shared.db import Pool, Scope, Tx, transaction
from shared.encryption import CannotBeOpened, Keyring, KeysMissing, KeySource
from shared.identity import LANGUAGES
from shared.pages.messages import N_, translations
from shared.posting import post, unreadable
from shared.settings import Settings
from shared.texting import TextGateway

LOOK_SECONDS = 0.5
TEXT = N_("%(code)s: desk %(desk)s")
_log = structlog.get_logger()


async def call_by_text(settings: Settings, pool: Pool, _identity: Pool) -> None:
    """Hand in what is due, where a gateway of messages is set."""
    gateway, keys = TextGateway.of(settings), KeySource.of(settings)
    while True:
        try:
            while gateway and await text_one(pool, gateway, keys.ring()):
                pass
        except KeysMissing as why:
            _log.warning("texts wait", reason=type(why).__name__)
        await asyncio.sleep(LOOK_SECONDS)


async def text_one(pool: Pool, gateway: TextGateway, ring: Keyring) -> bool:
    """Try the message that is due longest; whether there was one."""
    async with transaction(pool, Scope.SYSTEM) as tx:
        due = await _next(tx)
    if due is None:
        return False
    try:
        number = due.number(ring)
    except CannotBeOpened:
        number = None
    once = f"{due.contact} {due.called_at.isoformat()}"
    await post(
        pool,
        "text",
        gateway.send(number, words(due), once) if number else unreadable(),
        sent=lambda tx: store.texts.text_sent(tx, due),
        refused=lambda tx, code: store.texts.text_refused(tx, due, code),
    )
    return True


async def _next(tx: Tx) -> TextCall | None:
    """The first that may be sent by what is known now; of others it is noted why they may not."""
    while due := await store.texts.next_text(tx):
        why = await _withheld(tx, due)
        if why is None:
            return due
        _log.info("text withheld", reason=why.value)
        await store.texts.text_withheld(tx, due, why)
    return None


async def _withheld(tx: Tx, due: TextCall) -> Withheld | None:
    contact = await store.contacts.find(tx, due.contact)
    if contact is None:
        return None
    restricted = access.is_restricted(await current(tx, due.called_at), contact)
    _, safe = await store.reaching.how_to_reach(tx, contact.id, contact.person)
    return withheld(safe, restricted=restricted)


def words(due: TextCall) -> str:
    """Code and desk in their language, or in all three where that is none of these; no place."""
    languages = [due.language] if due.language in LANGUAGES else list(LANGUAGES)
    said = {"code": due.code, "desk": due.desk}
    return "\n".join(translations("gateway", each).gettext(TEXT) % said for each in languages)
