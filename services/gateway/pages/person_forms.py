"""What is typed of a person: a search, somebody new, and whom a contact concerns."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.gateway.domain import Identity, people

Typed = Annotated[str, Field(max_length=200)]


class SearchForm(BaseModel):
    """What was typed: a whole telephone, a whole document, or a name."""

    model_config = ConfigDict(extra="ignore")

    asked: Typed = ""


class PersonFields(BaseModel):
    """What is kept of somebody."""

    model_config = ConfigDict(extra="ignore")

    name: Typed = ""
    telephone: Typed = ""
    document: Typed = ""
    language: Typed = ""
    telephone_of: Typed = ""


class IdentityForm(PersonFields):
    """Somebody new."""

    @property
    def identity(self) -> Identity:
        """It, as it is kept. Raises ``TelephoneUnreadable``, ``WordsUnreadable``."""
        return people.identity(
            self.name,
            self.telephone or None,
            self.document or None,
            self.language or None,
            self.telephone_of or None,
        )


class NewPersonForm(IdentityForm):
    """Somebody new, and the contact that concerns them."""

    contact: UUID


class NamingForm(BaseModel):
    """Which person a contact concerns; an empty one is nobody known."""

    model_config = ConfigDict(extra="ignore")

    contact: UUID
    person: UUID | None = None
