"""How often each level, reason and outcome occurred, in words of the screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.indicators.domain import Work
from shared.city import City
from shared.pages import N_

LEVELS = {
    "urgent": N_("Urgent"),
    "preferential": N_("Preferential"),
    "ordinary": N_("Ordinary"),
    "none": N_("Not yet triaged"),
}
REASONS: dict[str, Any] = {"restricted": N_("Restricted")}
OUTCOMES = {
    "resolved": N_("Resolved"),
    "informed": N_("Informed"),
    "appointment": N_("Appointment"),
    "referred": N_("Referred"),
    "group_place": N_("A place in a session"),
    "call_back": N_("To be called back"),
    "same_day_care": N_("Attended the same day"),
    "redirected": N_("Redirected"),
    "left": N_("Left"),
    "attended": N_("Attended at an appointment"),
    "not_recorded": N_("Not recorded"),
}


@dataclass(frozen=True, slots=True)
class Tallied:
    """How often each of some kinds occurred, the most frequent first."""

    counted: str
    """The field of what was done that counts them."""
    indicator: str
    name: str
    kinds: list[tuple[str, int]] | None
    """The kind's words in the reader's language, and its number; none is unknown."""
    codes: list[str]
    """The kinds in the same order, as they are counted by."""
    top: int

    @property
    def total(self) -> int:
        """How many were counted."""
        return sum(number for _, number in self.kinds or ())


def tallies(done: Work, here: City) -> list[Tallied]:
    """Levels, reasons, outcomes of contacts and outcomes of reasons, in this order."""
    named = {reason.code: reason.name for reason in here.reasons}

    def tallied(field: str, name: str, words: Mapping[str, Any], indicator: str = "") -> Tallied:
        counted: Mapping[str, int] | None = getattr(done, field)
        indicator = indicator or field
        if counted is None:
            return Tallied(field, indicator, name, None, [], 0)
        kinds = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
        said = [(words.get(code, code), number) for code, number in kinds]
        codes, top = [code for code, _ in kinds], max(counted.values(), default=0)
        return Tallied(field, indicator, name, said, codes, top)

    return [
        tallied("by_level", N_("By level"), LEVELS),
        tallied("by_reason", N_("By reason"), REASONS | named),
        tallied("by_outcome", N_("By outcome"), OUTCOMES),
        tallied("reasons_by_outcome", N_("Outcomes of each reason"), OUTCOMES, "by_outcome"),
    ]
