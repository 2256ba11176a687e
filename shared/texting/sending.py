"""One text message: taken by the city's gateway, refused for good, or to be tried again.

The gateway is the city's own system; this is all that Portes asks of it. A message is posted as
JSON, ``{"to": "+34…", "text": "…"}``, with a key of its own in ``Idempotency-Key``: the same key
twice is the same message. Any 2xx says that it was taken.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import httpx2
from opentelemetry import metrics

from shared.mail.sending import NotNow, RefusedForGood
from shared.texting.settings import TextSettings

TIMEOUT_SECONDS = 5.0
NOT_NOW = frozenset({401, 403, 408, 425, 429})
"""Of the answers from 400 to 499 those that a later try may change: a key is renewed, too many."""
_meter = metrics.get_meter("portes")
_sent = _meter.create_counter("portes.text.sent", "{message}", "Messages that were taken.")
_failures = _meter.create_counter("portes.text.failures", "{failure}", "Messages not taken.")


@dataclass(frozen=True, slots=True)
class TextGateway:
    """Where text messages are handed in."""

    url: str
    key: Callable[[], str | None]
    """Read anew for each message, so that a changed file needs no restart."""

    @classmethod
    def of(cls, settings: TextSettings) -> Self | None:
        """The one that is set, if any."""
        return cls(settings.text_url, settings.text_secret) if settings.text_url else None

    async def send(self, to: str, text: str, once: str) -> None:
        """Hand a message in; ``once`` is the same for each try of it.

        Raises ``NotNow`` or ``RefusedForGood``.
        """
        try:
            await self._hand_in(to, text, once)
        except (NotNow, RefusedForGood) as why:
            _failures.add(1, {"reason": str(why)})
            raise
        _sent.add(1)

    async def _hand_in(self, to: str, text: str, once: str) -> None:
        headers = {"idempotency-key": once}
        try:
            if key := self.key():
                headers["authorization"] = f"Bearer {key}"
            async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
                said = {"to": to, "text": text}
                answer = await client.post(self.url, json=said, headers=headers)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as why:
            raise NotNow(type(why).__name__) from None
        if answer.is_success:
            return
        if answer.is_client_error and answer.status_code not in NOT_NOW:
            raise RefusedForGood(answer.status_code)
        raise NotNow(str(answer.status_code))
