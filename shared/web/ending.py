"""The process's end: open streams hear of it at once instead of holding it up."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from fastapi import FastAPI

ENDS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def noted(app: FastAPI) -> Iterator[None]:
    """Keep ``app.state.ending``: the server's own handling of a signal comes after."""
    app.state.ending = False
    before = {number: signal.getsignal(number) for number in ENDS}
    handled = {number: then for number, then in before.items() if callable(then)}

    def note(number: int, frame: FrameType | None) -> None:
        app.state.ending = True
        handled[signal.Signals(number)](number, frame)

    for number in handled:
        signal.signal(number, note)
    try:
        yield
    finally:
        for number in handled:
            signal.signal(number, before[number])
