"""Calls, as an exchange tells of them to the system that runs."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

from services.gateway.domain.pending import pending_id
from shared.contracts.gateway import contact_id
from shared.db import Scope, transaction
from shared.identity import Role
from shared.identity.keys import create_key
from tests.browser.stack import Stack
from tests.browser.starting import TEN_ON_A_TUESDAY


async def lost(stack: Stack, unit: str, number: str | None = None, ago: float = 60) -> UUID:
    """Somebody called so many minutes ago, waited and hung up; their pending call."""
    call = f"c-{uuid4().hex}"
    said = {"unit": unit} | ({"number": number} if number else {})
    await told(stack, call, {"rang": ago, "queued": ago - 1, "hung_up": ago - 2}, **said)
    return pending_id(contact_id(call))


async def told(stack: Stack, call: str, events: Mapping[str, float], **said: str) -> UUID:
    """The exchange tells what happened to a call so many minutes ago; the call's contact."""
    async with transaction(stack.identity, Scope.SYSTEM) as tx:
        key = await create_key(tx, f"exchange-{uuid4().hex[:6]}", {Role.TELEPHONY}, None)
    happened = [
        {**said, "call": call, "event": event, "at": _before(minutes)}
        for event, minutes in events.items()
    ]
    url = f"http://127.0.0.1:{stack.ports['gateway-web']}/api/telephony/events"
    host = stack.origin.partition("://")[2]
    headers = {"authorization": f"Bearer {key}", "idempotency-key": str(uuid4()), "host": host}
    answer = await stack.client.post(url, json={"events": happened}, headers=headers)
    assert answer.is_success, answer.text
    return contact_id(call)


def _before(minutes: float) -> str:
    return (TEN_ON_A_TUESDAY - timedelta(minutes=minutes)).isoformat()
