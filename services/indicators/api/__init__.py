"""For machines: definitions, figures, boards and reports."""

from services.indicators.api import boards, figures, measuring, reports

routers = (figures.api, boards.api, measuring.api, reports.api)

__all__ = ["routers"]
