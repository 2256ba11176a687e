"""Words of the city folder in the interface's languages."""

from collections.abc import Iterable
from typing import Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field

Language = Literal["ca", "es", "en"]
LANGUAGES: tuple[Language, ...] = ("ca", "es", "en")


class Document(BaseModel):
    """A part of the city's document: never changed once read, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Texts(Document):
    """The same words in Catalan, Spanish and English."""

    ca: str = Field(min_length=1)
    es: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def said(self, language: str) -> str:
        """The words in that language; in Catalan where the language is none of ours."""
        return {"es": self.es, "en": self.en}.get(language, self.ca)


class Coded(Protocol):
    """A part that everything else names by its code."""

    @property
    def code(self) -> str: ...


C = TypeVar("C", bound=Coded)


def coded(parts: Iterable[C], code: str | None) -> C | None:
    """The part of that code, if there is one; for short lists."""
    return next((each for each in parts if each.code == code), None)
