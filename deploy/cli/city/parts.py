"""What a file of the city folder holds, with the line of each part."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Words:
    """A single value, as it is written."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Items:
    """Values one after another."""

    items: tuple["Part", ...]
    line: int


@dataclass(frozen=True, slots=True)
class Fields:
    """Values by name: a row of a table, or a section of a document."""

    file: str
    line: int
    parts: dict[str, "Part"]


Part: TypeAlias = Words | Items | Fields
