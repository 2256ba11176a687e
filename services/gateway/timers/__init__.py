"""What happens at the doors because time passed, or because somebody must still be written to."""

from services.gateway.commands import close_day
from services.gateway.timers.notices import tell_officer
from services.gateway.timers.reminders import remind

__all__ = ["close_day", "remind", "tell_officer"]
