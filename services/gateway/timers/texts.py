"""Calls to a desk by text message, as long as whoever is called is awaited."""

import asyncio

import structlog

from services.gateway import store
from services.gateway.store.texts import TextCall
from shared.db import Pool, Scope, transaction
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
        due = await store.texts.next_text(tx)
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


def words(due: TextCall) -> str:
    """Code and desk in their language, or in all three where that is none of these; no place."""
    languages = [due.language] if due.language in LANGUAGES else list(LANGUAGES)
    said = {"code": due.code, "desk": due.desk}
    return "\n".join(translations("gateway", each).gettext(TEXT) % said for each in languages)
