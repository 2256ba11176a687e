"""The shapes of questions and answers about people, with their examples."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.gateway.api.examples import CONTACT
from services.gateway.api.shapes import Asked, Code, ContactShown
from services.gateway.domain.timeline import Thing

Name = Annotated[str, Field(min_length=1, max_length=200)]
Telephone = Annotated[str, Field(min_length=1, max_length=40)]
Document = Annotated[str, Field(min_length=1, max_length=40)]
Owner = Literal["self", "relative", "carer", "professional", "legal_representative"]
PERSON = "019cadb5-3b20-7a11-9d4e-2c5f8b7a6e01"
KEPT = {"id": PERSON, "version": 1, "document_doubtful": False}
HAPPENED = {
    "thing": "contact",
    "id": CONTACT["id"],
    "code": "N 417",
    "unit": "css-nord",
    "at": "2026-03-02T08:00:00Z",
    "told": {"state": "closed", "outcome": "informed", "matters": []},
}
SHOWN = KEPT | {
    "masked": True,
    "name": "M••• R•••",
    "telephone": "••• ••• 123",
    "telephone_of": None,
    "document": "•••••78Z",
    "language": "ca",
    "sealed": False,
}


def _asked(**example: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


def _shown(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(from_attributes=True, json_schema_extra={"examples": [example]})


class NewPerson(Asked):
    """Somebody who is not known yet."""

    model_config = _asked(name="Maria Roca", telephone="600 000 123", language="ca")

    name: Name
    telephone: Telephone | None = Field(None, description="Without a prefix it is of Spain.")
    document: Document | None = Field(None, description="Any; a DNI's or NIE's letter is checked.")
    language: Code | None = Field(None, description="Of the city's list.")
    telephone_of: Owner | None = Field(None, description="Whose it is, if another speaks for them.")


class Correcting(Asked):
    """The fields that were wrong; those that are not sent stay."""

    model_config = _asked(telephone="600 000 124")

    name: Name = ""
    telephone: Telephone | None = None
    document: Document | None = None
    language: Code | None = None
    telephone_of: Owner | None = None


class Lookup(Asked):
    """A whole telephone or a whole document; with both, those who have either."""

    model_config = _asked(telephone="600 000 123")

    telephone: Telephone | None = None
    document: Document | None = None


class NameLookup(Asked):
    """A name and a surname, however they are written."""

    model_config = _asked(name="Maria Rocca")

    name: Name


class Naming(Asked):
    """Whom a contact concerns; none: it is not known after all."""

    model_config = _asked(person=PERSON)

    person: UUID | None


class PersonKept(BaseModel):
    """What was kept, without any of it."""

    model_config = _shown(KEPT)

    id: UUID
    version: int = Field(description="Send it as If-Match to correct what you saw.")
    document_doubtful: bool = Field(description="The letter does not fit the number.")


class PersonShown(PersonKept):
    """A person, masked or not."""

    model_config = _shown(SHOWN)

    masked: bool
    name: str
    telephone: str | None
    telephone_of: Owner | None = Field(
        description="Who speaks for them and has the telephone, and no right to hear their data."
    )
    document: str | None
    language: str | None
    sealed: bool = Field(description="Others must not learn that this person exists.")


class FoundShown(BaseModel):
    """Those who have exactly what was asked for."""

    model_config = _shown({"people": [SHOWN]})

    people: list[PersonShown]


class LikeShown(FoundShown):
    """Those whose names are alike, the most alike first; nobody where there are more than eight."""

    model_config = _shown({"people": [SHOWN], "more": False})

    more: bool = Field(description="More than eight names are alike: ask with more words.")


class HistoryShown(BaseModel):
    """Contacts, newest first."""

    model_config = _shown({"contacts": [CONTACT]})

    contacts: list[ContactShown]


class HappenedShown(BaseModel):
    """A thing as it stands; what is told of it depends on the thing, in codes and instants."""

    model_config = _shown(HAPPENED)

    thing: Thing
    id: UUID
    code: str | None = Field(description="The ticket code of its contact.")
    unit: str
    at: datetime
    told: dict[str, Any]


class TimelineShown(BaseModel):
    """What happened, newest first."""

    model_config = _shown({"happened": [HAPPENED], "older": None})

    happened: list[HappenedShown]
    older: int | None = Field(description="Send it as after for what came before.")


class Concerned(BaseModel):
    """A contact and whom it concerns."""

    model_config = _shown({"contact": CONTACT["id"], "person": PERSON})

    contact: UUID
    person: UUID | None
