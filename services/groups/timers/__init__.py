"""What happens to sessions because time passed, or because somebody must still be written to."""

from services.groups.commands import pass_all_on as pass_on
from services.groups.timers.letters import write_about_places
from services.groups.timers.now import Now

__all__ = ["Now", "pass_on", "write_about_places"]
