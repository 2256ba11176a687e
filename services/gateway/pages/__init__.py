"""For people: the desk, a person, the wall, the officer's pages, one's account and the accounts."""

from services.gateway.pages import (
    account,
    administration,
    audit,
    desk,
    home,
    machines,
    person,
    wall,
    whom,
)

pages = (
    home.pages,
    whom.questions,
    whom.pages,
    person.questions,
    person.pages,
    desk.pages,
    desk.streams,
    wall.pages,
    wall.streams,
    audit.pages,
    audit.questions,
    account.pages,
    administration.pages,
    machines.pages,
)

__all__ = ["pages"]
