"""The running system's HTTP API, as the command line uses it: with its key, patiently."""

import time
from typing import Any

import httpx2

from deploy.cli.instance import Instance
from deploy.cli.origin import trusted
from deploy.local.command import Problem

PATIENCE_SECONDS = 600.0
PAUSE_SECONDS = 1.0
BUSY = frozenset({429, 502, 503, 504})


class Remote:
    """The one origin's API. A busy or restarting part is waited for; command ids make it safe."""

    def __init__(self, instance: Instance) -> None:
        headers = {"authorization": f"Bearer {instance.api_key()}"}
        self._client = httpx2.Client(
            base_url=instance.origin, headers=headers, timeout=30, verify=trusted(instance)
        )
        self._origin = instance.origin

    def get(self, path: str, query: dict[str, str] | None = None) -> Any:
        """Read. Raises ``Problem`` when it is refused or nobody answers for ten minutes."""
        return self._ask("GET", path, params=query)

    def post(self, path: str, body: Any, key: str) -> Any:
        """Ask for a change under a command id, so that trying again is safe."""
        return self._ask("POST", path, json=body, headers={"idempotency-key": key})

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self._client.request(method, path, **options)
            except httpx2.TransportError as why:
                if time.monotonic() > until:
                    raise Problem(f"{self._origin} does not answer. See: portes status") from why
            else:
                if answer.status_code not in BUSY or time.monotonic() > until:
                    return self._read(answer, path)
            time.sleep(PAUSE_SECONDS)

    def _read(self, answer: httpx2.Response, path: str) -> Any:
        if answer.is_success:
            return answer.json()
        title = "no reason told"
        if answer.headers.get("content-type", "").startswith("application/problem+json"):
            title = answer.json().get("title", title)
        raise Problem(f"{path} was refused ({answer.status_code}): {title}")
