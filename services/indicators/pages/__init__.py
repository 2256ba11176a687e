"""For people: boards, figures and what they mean."""

from services.indicators.pages import board, figures, home, measuring

pages = (home.pages, board.pages, board.streams, figures.pages, measuring.pages)

__all__ = ["pages"]
