"""The outbox: what happened and what is told about it are one transaction."""

from shared.outbox.relay import Relay
from shared.outbox.tell import TOLD, columns, put, put_many

__all__ = ["TOLD", "Relay", "columns", "put", "put_many"]
