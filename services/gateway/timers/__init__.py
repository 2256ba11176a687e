"""What happens at the doors because time passed, or because the officer must still be told."""

from services.gateway.commands import close_day
from services.gateway.timers.notices import tell_officer

__all__ = ["close_day", "tell_officer"]
