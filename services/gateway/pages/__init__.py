"""For people: desk, person, wall, kiosk, the officer's pages, one's account and the accounts."""

from services.gateway.pages import (
    account,
    administration,
    audit,
    break_glass,
    desk,
    follow_ups,
    glass_uses,
    home,
    kiosk,
    machines,
    person,
    protection,
    sealing,
    ticket,
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
    follow_ups.pages,
    wall.pages,
    wall.streams,
    kiosk.pages,
    ticket.pages,
    glass_uses.pages,
    glass_uses.streams,
    audit.pages,
    audit.questions,
    account.pages,
    administration.pages,
    machines.pages,
)

__all__ = ["pages"]
