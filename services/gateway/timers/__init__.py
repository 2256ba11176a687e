"""What happens at the doors because time passed, or because somebody must still be written to."""

from services.gateway.commands import close_day
from services.gateway.timers.notices import tell_officer
from services.gateway.timers.reminders import remind
from services.gateway.timers.texts import call_by_text

__all__ = ["call_by_text", "close_day", "remind", "tell_officer"]
