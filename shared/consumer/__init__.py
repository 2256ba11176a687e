"""Hearing what others tell: each event's effect exactly once, or set aside with its bytes."""

from shared.consumer.consumer import Consumer
from shared.consumer.message import Reaction, Reactions, Told, newest

__all__ = ["Consumer", "Reaction", "Reactions", "Told", "newest"]
