"""The outbox: what happened and what is told about it are one transaction."""

from shared.outbox.relay import Relay
from shared.outbox.tell import put, put_many

__all__ = ["Relay", "put", "put_many"]
