"""Speaking to the gateway as one colleague, or as the exchange."""

from typing import Any
from uuid import uuid4

import httpx2


class Refused(Exception):
    """The gateway said no; a colleague shrugs and looks again."""


class Door:
    """The gateway's API with one key."""

    def __init__(self, client: httpx2.AsyncClient, key: str) -> None:
        self._client = client
        self._headers = {"authorization": f"Bearer {key}"}

    async def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask for an act. Raises ``Refused``."""
        headers = {**self._headers, "idempotency-key": str(uuid4())}
        try:
            answer = await self._client.post(path, json=body or {}, headers=headers)
        except httpx2.HTTPError as why:
            raise Refused from why
        if answer.status_code >= httpx2.codes.BAD_REQUEST:
            raise Refused
        told: dict[str, Any] = answer.json()
        return told
