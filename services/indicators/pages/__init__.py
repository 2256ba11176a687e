"""For people: boards, figures and what they mean."""

from services.indicators.pages import board, figures, home

pages = (home.pages, board.pages, board.streams, figures.pages)

__all__ = ["pages"]
