"""The visual language of all four services: one base page, macros, assets, three languages."""

from shared.pages.messages import N_
from shared.pages.rendering import (
    furnish,
    language_of,
    refusal_notice,
    refusal_page,
    render,
    render_part,
)

__all__ = [
    "N_",
    "furnish",
    "language_of",
    "refusal_notice",
    "refusal_page",
    "render",
    "render_part",
]
