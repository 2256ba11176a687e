"""What each login of the demonstration sees on its main screens, and which of them are empty."""

import time
from collections.abc import Callable

import httpx2

from deploy.cli.logins import PARTNER
from tests.fixtures.instances import Running

CENTRE, TELEPHONE = "barceloneta", "DATC"
"""Where the demonstration's logins work."""
GATEWAY, REFERRALS, GROUPS = "/gateway/api", "/referrals/api", "/groups/api"
AT, SENT = f"{REFERRALS}/units/{CENTRE}", f"{REFERRALS}/referrals"
OF_PARTNER = f"{GROUPS}/organisations/{PARTNER}"
BOARD = "/indicators/api/areas/city/board"
SECONDS = 120.0
Content = Callable[[httpx2.Response], object]
Screen = tuple[str, str, Content]
"""Whose login, what is asked, and what of the answer must not be empty."""


def _of(name: str) -> Content:
    return lambda answer: answer.json()[name]


def _states(*wanted: str) -> Content:
    """Whether there are referrals in every one of these states."""
    return lambda answer: set(wanted) <= {each["state"] for each in answer.json()["referrals"]}


def _unread(answer: httpx2.Response) -> object:
    """Whether in one of the referrals the other side has written something new."""
    return any(each["unread"] for each in answer.json()["referrals"])


def _places(*wanted: str) -> Content:
    """Whether the partner has places in every one of these states."""
    return lambda answer: (
        set(wanted) <= {each["place"]["state"] for each in answer.json()["places"]}
    )


def _sums(*names: str) -> Content:
    """Whether a session has people in each of these sums."""
    return lambda answer: any(
        all(each[name] for name in names) for each in answer.json()["sessions"]
    )


def _today(answer: httpx2.Response) -> object:
    """Whether people come to the next session, for which nobody waits: the full one is later."""
    first = answer.json()["sessions"][0]
    return first["taken"] and not first["waiting"]


def _says(text: str) -> Content:
    return lambda answer: text in answer.text


def _tiles(door: str, *figures: str) -> Content:
    """Whether the board knows these figures of that door, and none is zero."""

    def known(answer: httpx2.Response) -> object:
        told = answer.json()[door]
        return all((told.get("now", told))[figure] for figure in figures)

    return known


SCREENS: dict[str, Screen] = {
    "queue": ("recepcio", f"{GATEWAY}/units/{CENTRE}/queue", _of("contacts")),
    "wall": ("pantalla", f"/gateway/units/{CENTRE}/wall", _says('data-code="')),
    "kiosk": ("quiosc", f"/gateway/units/{CENTRE}/kiosk", _says('class="p-portal"')),
    "pending calls": ("recepcio", f"{GATEWAY}/units/{TELEPHONE}/pending", _of("calls")),
    "agenda": ("professional", f"{GATEWAY}/units/{CENTRE}/agenda", _of("entries")),
    "accepted": ("professional", f"{GATEWAY}/units/{CENTRE}/referrals", _of("referrals")),
    "worklist": (
        "professional",
        f"{AT}/referrals",
        _states("requested", "accepted", "in_progress"),
    ),
    "new message": ("professional", f"{AT}/referrals", _unread),
    "ended worklist": ("professional", f"{AT}/referrals?box=ended", _states("rejected")),
    "offers": ("professional", f"{AT}/offers", _of("offers")),
    "partner's list": ("entitat", SENT, _states("requested", "accepted", "in_progress")),
    "partner's returned": ("entitat", SENT, _states("rejected")),
    "partner's drafts": ("entitat", f"{SENT}?box=drafts", _states("draft")),
    "partner's places": ("entitat", f"{OF_PARTNER}/places", _places("offered", "enrolled")),
    "session of today": ("dinamitzacio", f"{GROUPS}/units/{CENTRE}/sessions", _today),
    "waiting list": (
        "dinamitzacio",
        f"{GROUPS}/units/{CENTRE}/sessions",
        _sums("taken", "offered", "waiting"),
    ),
    "to be called": ("dinamitzacio", f"{GROUPS}/units/{CENTRE}/calls", _of("calls")),
    "catalogue": ("", "/groups/catalogue.json", _of("sessions")),
    "board: load": ("direccio", BOARD, _tiles("load", "waiting", "serving", "desks_open")),
    "board: tutor": ("tutoria", BOARD, _tiles("load", "waiting")),
    "board: to do": ("direccio", BOARD, _tiles("to_do", "pending")),
    "board: referrals": (
        "direccio",
        BOARD,
        _tiles("referrals", "waiting", "soon", "first_visits"),
    ),
    "board: groups": (
        "direccio",
        BOARD,
        _tiles("groups", "sessions", "taken", "left", "waiting"),
    ),
    "mistakes": ("dpd", f"{REFERRALS}/mistaken-referrals", _of("referrals")),
}


def never_seen(running: Running) -> set[str]:
    """The screens on which nothing was to be seen until the time was over."""
    people = signed_in(running)
    empty, until = set(SCREENS), time.monotonic() + SECONDS
    while empty and time.monotonic() < until:
        empty -= {name for name in empty if _lives(people, SCREENS[name])}
        time.sleep(0.5)
    for each in people.values():
        each.close()
    return empty


def _lives(people: dict[str, httpx2.Client], screen: Screen) -> bool:
    who, path, content = screen
    answer = people[who].get(path)
    assert answer.status_code == 200, f"{who} {path}: {answer.status_code}"
    try:
        return bool(content(answer))
    except (IndexError, TypeError):  # there is none yet, or it is not known
        return False


def signed_in(running: Running) -> dict[str, httpx2.Client]:
    """Each of those logins, and nobody, whose name is empty."""
    people = {"": running.client()}
    del people[""].headers["authorization"]
    passwords = {each["user"]: each["password"] for each in running.status()["logins"]}
    for who in {who for who, _, _ in SCREENS.values()} - {""}:
        people[who] = running.client()
        del people[who].headers["authorization"]
        form = {"user_name": who, "password": passwords[who]}
        assert people[who].post("/gateway/sign-in", data=form).status_code == 303
    return people
