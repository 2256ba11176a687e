"""For people: the desk, a person, the wall, the officer's pages, one's account and the accounts."""

from services.gateway.pages import (
    account,
    administration,
    audit,
    break_glass,
    desk,
    glass_uses,
    home,
    machines,
    paper,
    person,
    protection,
    sealing,
    wall,
    whom,
)

pages = (
    home.pages,
    whom.questions,
    whom.pages,
    person.questions,
    person.pages,
    protection.pages,
    sealing.pages,
    break_glass.pages,
    desk.pages,
    desk.streams,
    paper.pages,
    wall.pages,
    wall.streams,
    glass_uses.pages,
    glass_uses.streams,
    audit.pages,
    audit.questions,
    account.pages,
    administration.pages,
    machines.pages,
)

__all__ = ["pages"]
