"""What is refused of hours on paper."""

from collections.abc import Mapping

from shared.errors import Conflict, Refused


class NotAsOnPaper(Refused):
    """Something typed from paper cannot be so; ``mistakes`` says by field what is wrong."""

    code = "not-as-on-paper"
    title = "Something that was typed from paper cannot be so."

    def __init__(self, mistakes: Mapping[str, str]) -> None:
        super().__init__(mistakes=dict(mistakes))
        self.mistakes = dict(mistakes)


class GapsOverlap(Conflict):
    """The unit has another gap at that time."""

    code = "gaps-overlap"
    title = "There are hours on paper at that time already."


class GapOver(Conflict):
    """The gap does not allow this now, or not any more."""

    code = "gap-over"
    title = "These hours on paper have moved on meanwhile."
