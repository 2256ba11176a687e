"""What happens at the doors because time passed."""

from services.gateway.commands import close_day

__all__ = ["close_day"]
