"""What is wrong in a city folder, told so that its editor can put it right."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """One mistake: where it is, what it is and how to put it right."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.what} {self.remedy}"


@dataclass(slots=True)
class Report:
    """Collects the mistakes of a whole folder, so that they are told all at once."""

    mistakes: list[Mistake] = field(default_factory=list)

    def add(self, file: str, line: int, what: str, remedy: str) -> None:
        """Note a mistake."""
        self.mistakes.append(Mistake(file, line, what, remedy))

    def told(self) -> list[Mistake]:
        """Every mistake once, by file and line."""
        return sorted(set(self.mistakes))


def choose(word: str, choices: Iterable[str]) -> str:
    """A remedy that names the choice most like the word, or else all of them."""
    known = sorted(choices)
    # Spreadsheets take 01 for a number and drop its zero.
    padded = [code for code in known if code.lstrip("0") == word.lstrip("0")]
    if near := padded or get_close_matches(word, known, n=1):
        return f"Did you mean {near[0]}?"
    return f"Use one of: {', '.join(known)}."
