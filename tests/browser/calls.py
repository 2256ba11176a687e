"""Calls that nobody answered, as an exchange tells of them to the system that runs."""

from datetime import timedelta
from uuid import UUID, uuid4

from services.gateway.domain import contact_id
from services.gateway.domain.pending import pending_id
from shared.db import Scope, transaction
from shared.identity import Role
from shared.identity.keys import create_key
from tests.browser.stack import Stack
from tests.browser.starting import TEN_ON_A_TUESDAY


async def lost(stack: Stack, unit: str, number: str | None = None, ago: float = 60) -> UUID:
    """Somebody called so many minutes ago, waited and hung up; their pending call."""
    async with transaction(stack.identity, Scope.SYSTEM) as tx:
        key = await create_key(tx, f"exchange-{uuid4().hex[:6]}", {Role.TELEPHONY}, None)
    call, began = f"c-{uuid4().hex}", TEN_ON_A_TUESDAY - timedelta(minutes=ago)
    said = {"call": call, "unit": unit} | ({"number": number} if number else {})
    events = [
        {**said, "event": event, "at": (began + timedelta(minutes=place)).isoformat()}
        for place, event in enumerate(("rang", "queued", "hung_up"))
    ]
    url = f"http://127.0.0.1:{stack.ports['gateway-web']}/api/telephony/events"
    host = stack.origin.partition("://")[2]
    headers = {"authorization": f"Bearer {key}", "idempotency-key": str(uuid4()), "host": host}
    answer = await stack.client.post(url, json={"events": events}, headers=headers)
    assert answer.is_success, answer.text
    return pending_id(contact_id(call))
