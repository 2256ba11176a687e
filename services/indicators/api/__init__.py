"""For machines: definitions, figures, boards and reports."""

from services.indicators.api import boards, figures, reports

routers = (figures.api, boards.api, reports.api)

__all__ = ["routers"]
