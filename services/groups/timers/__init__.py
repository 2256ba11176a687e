"""What happens to sessions because time passed, or because somebody must still be written to."""

from services.groups.timers.hearing import TELLERS, Hearing
from services.groups.timers.letters import write_about_places
from services.groups.timers.now import Now

__all__ = ["TELLERS", "Hearing", "Now", "write_about_places"]
