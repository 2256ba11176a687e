"""Text messages to people, by the city's own gateway of messages."""

from shared.texting.sending import TextGateway

__all__ = ["TextGateway"]
