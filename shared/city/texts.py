"""Words of the city folder in the interface's languages."""

from typing import Literal

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
