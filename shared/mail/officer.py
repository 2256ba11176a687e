"""Letters to the data-protection officer: that, when and where to look; nobody's name, no words."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from shared.db import Pool, Scope, Tx, transaction
from shared.identity import LANGUAGES
from shared.identity.accounts import languages_of
from shared.identity.principal import Role
from shared.mail.sending import Letter
from shared.pages import formats
from shared.pages.messages import translations
from shared.posting import post
from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class ForOfficer:
    """What is to be told, in words of a service: ``text`` may say ``%(when)s`` and what is told."""

    service: str
    subject: str
    text: str
    when: datetime
    path: str
    """Where the officer looks, within the origin."""
    told: Mapping[str, str]


def letter_of(settings: Settings, what: ForOfficer, spoken: Collection[str]) -> Letter:
    """In the officers' language, or in all where they do not share one."""
    languages = list(spoken) if len(spoken) == 1 else list(LANGUAGES)
    heads, bodies = [], []
    for language in languages:
        said = translations(what.service, language).gettext
        when = formats.moment(what.when, language)
        heads.append(said(what.subject))
        bodies.append(said(what.text) % {"when": when, **what.told})
    bodies.append(f"{settings.origin}{what.path}\n")
    return Letter(settings.officer_mail, f"Portes: {' / '.join(heads)}", "\n\n".join(bodies))


class Notice(Protocol):
    """Something of which the officer is written once."""

    @property
    def id(self) -> UUID:
        """Which it is, where its service keeps it."""


N = TypeVar("N", bound=Notice)
Told_co = TypeVar("Told_co", bound=Notice, covariant=True)


class Kept(Protocol[Told_co]):
    """Where a service keeps what is due, and what became of it."""

    async def next_notice(self, tx: Tx) -> Told_co | None:
        """The oldest whose mail is due; its next try, later each time, is set already."""

    async def notice_sent(self, tx: Tx, of: UUID) -> None:
        """The mail server has taken it."""

    async def notice_refused(self, tx: Tx, of: UUID, code: int) -> None:
        """The mail server will not take it."""


async def tell_next(
    pool: Pool,
    identity: Pool,
    kept: Kept[N],
    send: Callable[[N, Collection[str]], Awaitable[None]],
) -> bool:
    """Try the next letter that is due, in what the officers speak; whether there was one."""
    async with transaction(pool, Scope.SYSTEM) as tx:
        notice = await kept.next_notice(tx)
    if notice is None:
        return False
    spoken = await languages_of(identity, Role.DATA_PROTECTION_OFFICER)
    await post(
        pool,
        "mail",
        send(notice, spoken),
        sent=lambda tx: kept.notice_sent(tx, notice.id),
        refused=lambda tx, code: kept.notice_refused(tx, notice.id, code),
    )
    return True
