"""Text messages to people: what a city's gateway of messages must do. Portes brings none."""

from typing import Protocol


class TextService(Protocol):
    """Sends a text message to a telephone; raises ``OSError`` where it could not be taken."""

    async def send(self, telephone: str, words: str) -> None:
        """Hand over one message, without a reason in it."""


def text_service() -> TextService | None:
    """The city's; none: whoever wants to be called by text is fetched, and the desk says so."""
    return None
