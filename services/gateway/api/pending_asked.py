"""What is asked of pending calls, messages and substitutes."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from services.gateway.api.agenda_asked import TimeTaken
from services.gateway.api.shapes import Asked, Code
from services.gateway.commands import Booking, Ended
from services.gateway.commands.messages import LONGEST
from services.gateway.domain.ways import SafeContact
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
    """They were reached; for who has no desk: how it ended, about what, and what that act takes."""

    model_config = _asked({"outcome": "informed", "reason": "ECO-ALIM"})

    outcome: Outcome | None = None
    reason: Code | None = None
    appointment: TimeTaken | None = Field(None, description="For the outcome `appointment`.")
    owner: Code | None = Field(None, description="Who is competent, for `redirected`.")
    safe_contact: SafeContact | None = Field(None, description="The answer, for `call_back`.")
    telephone: Number | None = Field(
        None, description="Where to call once more, for `call_back`; kept unless a number is known."
    )

    @property
    def ended(self) -> Ended | None:
        """How it ended, if that is said."""
        if self.outcome is None:
            return None
        time = self.appointment
        booking = Booking(time.unit, time.slot, None, time.language, time.mail) if time else None
        return Ended(
            self.outcome, self.reason, booking, self.owner, self.safe_contact, self.telephone
        )


class Settling(Asked):
    """How it is done with; the contact by which they came, if they came."""

    model_config = _asked({"how": "withdrawn"})

    how: Settled
    contact: UUID | None = None


class GivingUp(Asked):
    """Why nobody was reached; after calls in vain."""

    model_config = _asked({"why": "not_in_service"})

    why: GivenUp


class HandingOver(Asked):
    """To which centre's professionals goes what the city's telephone has tried in vain."""

    model_config = _asked({"centre": "raval-sud"})

    centre: Code | None = None


NO_CENTRE = HandingOver(centre=None)


class NamingCall(Asked):
    """Whose it is; null: not known."""

    model_config = _asked({"person": "019cadb5-3b20-7a11-9d4e-2c5f8b7a6e02"})

    person: UUID | None


class NewMessage(Asked):
    """Words for a professional, by their user name."""

    model_config = _asked({"to": "laia.ferrer", "words": "Asks for the report."})

    to: Annotated[str, Field(min_length=1, max_length=100)]
    words: Words
    centre: Code | None = Field(None, description="Whose they are, from the city's telephone.")
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
