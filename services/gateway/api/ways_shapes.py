"""What is said of how somebody is spoken with."""

from typing import cast

from pydantic import ConfigDict

from services.gateway.api.shapes import Asked, Code
from services.gateway.domain import WaysSaid
from services.gateway.domain.ways import CalledBy, ReachedBy, SafeContact, Speaker
from shared.contracts.gateway import Intensity


class WaysGiven(Asked):
    """What is left out stays as it is; none says that it is not known."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"speaker": "relative", "language": "ur"}]},
    )

    speaker: Speaker | None = None
    called_by: CalledBy = CalledBy.SCREEN
    reached_by: ReachedBy | None = None
    language: Code | None = None
    safe_contact: SafeContact | None = None

    def said(self) -> WaysSaid:
        """Only what was sent."""
        return cast(WaysSaid, {name: getattr(self, name) for name in self.model_fields_set})


class IntensityGiven(Asked):
    """All are low, but for treatment."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"intensity": "first_care"}]}
    )

    intensity: Intensity | None
