"""What is asked of pending calls, messages and substitutes."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from services.gateway.api.shapes import Asked, Code
from services.gateway.commands.messages import LONGEST
from shared.contracts.gateway import AttemptResult, GivenUp, Outcome, Settled
from shared.web.civil import Instant

Number = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
Words = Annotated[str, Field(min_length=1, max_length=LONGEST)]


def _asked(example: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


class Trying(Asked):
    """What came of a call: reached makes a contact."""

    model_config = _asked({"result": "no_answer"})

    result: AttemptResult


class Reached(Asked):
    """They were reached; how it ended and about what is for who has no desk."""

    model_config = _asked({"outcome": "informed", "reason": "ECO-ALIM"})

    outcome: Outcome | None = None
    reason: Code | None = None


class Settling(Asked):
    """How it is done with; the contact by which they came, if they came."""

    model_config = _asked({"how": "withdrawn"})

    how: Settled
    contact: UUID | None = None


class GivingUp(Asked):
    """Why nobody was reached; after calls in vain."""

    model_config = _asked({"why": "not_in_service"})

    why: GivenUp


class NamingCall(Asked):
    """Whose it is; null: not known."""

    model_config = _asked({"person": "019cadb5-3b20-7a11-9d4e-2c5f8b7a6e02"})

    person: UUID | None


class NewMessage(Asked):
    """Words for a professional, by their user name."""

    model_config = _asked({"to": "laia.ferrer", "words": "Asks for the report."})

    to: Annotated[str, Field(min_length=1, max_length=100)]
    words: Words
    contact: UUID | None = None
    due_at: Instant | None = Field(None, description="Within the unit's opening hours.")
    number: Number | None = None


class Answering(Asked):
    """What reception is to tell."""

    model_config = _asked({"words": "The report is ready on Friday."})

    words: Words


class NewSubstitute(Asked):
    """Who inherits whose messages, by user names."""

    model_config = _asked(
        {
            "professional": "laia.ferrer",
            "substitute": "pol.bosch",
            "since": "2026-03-02T00:00:00+01:00",
            "until": "2026-03-09T00:00:00+01:00",
        }
    )

    professional: Annotated[str, Field(min_length=1, max_length=100)]
    substitute: Annotated[str, Field(min_length=1, max_length=100)]
    since: Instant
    until: Instant
