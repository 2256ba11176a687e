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
        command = {"idempotency-key": str(uuid4())}
        return await self._asked("POST", path, command, json=body or {})

    async def get(self, path: str) -> dict[str, Any]:
        """Look at something. Raises ``Refused``."""
        return await self._asked("GET", path, {})

    async def _asked(
        self, method: str, path: str, headers: dict[str, str], **sent: Any
    ) -> dict[str, Any]:
        headers = self._headers | headers
        try:
            answer = await self._client.request(method, path, headers=headers, **sent)
        except httpx2.HTTPError as why:
            raise Refused from why
        if answer.status_code >= httpx2.codes.BAD_REQUEST:
            raise Refused
        told: dict[str, Any] = answer.json()
        return told
