"""Who searches: one watch for each process of the run, whose reports are added up at the end."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.fixtures.canaries import AMISS, PERSONAL, canaries_in

LOG, SPAN, METRIC, TOPIC = "log", "span", "metric", "topic"
ADDRESS, REFUSAL, CACHED, DISPLAY, ROW = "address", "error body", "cache header", "display", "row"
LETTER, SERVER = "letter", "log of a server"
KINDS = (LOG, SPAN, METRIC, TOPIC, ADDRESS, REFUSAL, CACHED, DISPLAY, ROW, LETTER, SERVER)
"""What leaves sideways."""
EVERY = PERSONAL | {AMISS}
PHASE = re.compile(r" \((?:setup|call|teardown)\)$")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A canary where it should not be; what stood around it is told nowhere."""

    kind: str
    what: str
    where: str

    def __str__(self) -> str:
        return f"{self.kind}: a canary of the kind '{self.what}' at {self.where}"


@dataclass(slots=True)
class Watch:
    """What was searched, how much personal went in, and what was found."""

    searched: Counter[str] = field(default_factory=Counter)
    went_in: Counter[str] = field(default_factory=Counter)
    found: set[Finding] = field(default_factory=set)

    def look(
        self,
        kind: str,
        content: str | bytes,
        where: str | None = None,
        *,
        wanted: Iterable[str] = EVERY,
    ) -> None:
        """Search something that leaves; ``where`` is the running test unless it is said."""
        self.searched[kind] += 1
        for what in canaries_in(content).intersection(wanted):
            self.found.add(Finding(kind, what, where or here()))

    def look_at_files(self, kind: str, files: Iterable[Path]) -> None:
        """Search files as they are now."""
        for file in files:
            self.look(kind, file.read_bytes(), f"{file.name}, {here()}")

    def note_sent(self, content: str | bytes) -> None:
        """Count the canaries that somebody sends us."""
        self.went_in.update(canaries_in(content))

    def told(self) -> dict[str, object]:
        """All of it in what any process can send to another."""
        found = [[each.kind, each.what, each.where] for each in sorted(self.found)]
        return {"searched": dict(self.searched), "went_in": dict(self.went_in), "found": found}

    def add(self, told: dict[str, object]) -> None:
        """What another process's watch told."""
        self.searched.update(told["searched"])  # type: ignore[call-overload]
        self.went_in.update(told["went_in"])  # type: ignore[call-overload]
        self.found.update(Finding(*each) for each in told["found"])  # type: ignore[attr-defined]


_watches = [Watch()]


def watch() -> Watch:
    """The watch of this process, or the one that a test of the search put in its place."""
    return _watches[-1]


@contextmanager
def another_watch() -> Iterator[Watch]:
    """What leaves within the block is told to this one only."""
    _watches.append(Watch())
    try:
        yield _watches[-1]
    finally:
        _watches.pop()


def here() -> str:
    """The running test."""
    return PHASE.sub("", os.environ.get("PYTEST_CURRENT_TEST", "the run's end"))
