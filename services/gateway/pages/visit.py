"""One visit to a kiosk: from the first screen to the ticket, in one browser, and then never again.

The first screen gives the browser a token and forgets the one before; every other screen is reached
only with the visit that this token is of. So nothing of somebody comes back by going back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.gateway.api.shapes import Code
from shared import cookies
from shared.city import LANGUAGES, City, Public, Tongue, Unit, UnitKind
from shared.city.store import current
from shared.errors import NotFound
from shared.identity.hashing import digest, fresh
from shared.pages import formats, render
from shared.web import Now, Tx, around

COOKIE = "kiosk"
DAY_SECONDS = 24 * 3600
OPENS = {
    "ca": "Obrim {day}, a les {time}.",
    "es": "Abrimos el {day}, a las {time}.",
    "en": "We open on {day} at {time}.",
}
"""All three stand on the screen at once, as the languages to choose from do."""
SHORT = 6
"""Bytes of the token's hash that addresses carry."""


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A unit's kiosk as one request finds it."""

    request: Request
    here: City
    public: Public
    unit: Unit
    at: datetime
    token: str | None
    """Of the visit under way; none where this request is of another, or of none."""

    @property
    def start(self) -> str:
        """Where the first screen is."""
        return self.request.url_for("kiosk_start", unit=self.unit.code).path

    @property
    def link(self) -> bytes:
        """The hash of the visit's token."""
        return digest(self.token or "")

    @property
    def goes_on(self) -> bool:
        """Whether another screen than the first may be shown."""
        return self.token is not None and self.here.is_open(self.unit, self.at)

    def path(self, step: str) -> str:
        """The address of a step of this visit."""
        return f"{self.start}/{step}?visit={self.link[:SHORT].hex()}"

    def tongue(self, language: str) -> Tongue | None:
        """The further language, if it is one. Raises ``NotFound`` for one that nobody lists."""
        found = self.public.tongue(language)
        if found is None and language not in LANGUAGES:
            raise NotFound
        return found

    def first(self) -> Response:
        """The first screen, with a new visit; whatever was before is over."""
        begun = Kiosk(self.request, self.here, self.public, self.unit, self.at, fresh())
        answer = begun._page("kiosk_start.html", "ca", shut=self._shut())
        cookies.keep(self.request, answer, COOKIE, begun.token or "", DAY_SECONDS)
        answer.headers["clear-site-data"] = '"cache", "storage"'
        return answer

    def shown(self, template: str, language: str, **told: Any) -> Response:
        """A later screen, in the language that was chosen; the first one where no visit is on."""
        self.tongue(language)
        return self._page(template, language, **told) if self.goes_on else self.restart()

    def restart(self) -> Response:
        """To the first screen."""
        return RedirectResponse(self.start, 303)

    def _shut(self) -> dict[str, str]:
        """When it opens, in each language, while it is closed."""
        if self.here.is_open(self.unit, self.at):
            return {}
        opens = self.here.opens(self.unit, self.at)
        if opens is None:
            return dict.fromkeys(OPENS, "–")
        return {
            language: words.format(day=formats.weekday(opens, language), time=formats.clock(opens))
            for language, words in OPENS.items()
        }

    def _page(self, template: str, language: str, **told: Any) -> Response:
        settings = around(self.request).settings
        said, notice_language = self.public.notice.shown(language)
        return render(
            self.request,
            template,
            tongue=language if language in LANGUAGES else "ca",
            kiosk=self,
            spoken=language,
            other=self.public.tongue(language),
            said=said,
            said_in=notice_language,
            open=self.here.is_open(self.unit, self.at),
            idle=settings.kiosk_idle_seconds,
            answer=settings.kiosk_answer_seconds,
            **told,
        )


async def _kiosk(
    request: Request,
    tx: Tx,
    now: Now,
    unit: Code,
    visit: Annotated[str, Query(max_length=40)] = "",
) -> Kiosk:
    here = await current(tx, now)
    found = here.unit(unit)
    if found is None or found.kind is not UnitKind.CENTRE or here.public is None:
        raise NotFound
    token = cookies.kept(request, COOKIE)
    known = token is not None and digest(token)[:SHORT].hex() == visit
    return Kiosk(request, here, here.public, found, now, token if known else None)


AtKiosk = Annotated[Kiosk, Depends(_kiosk)]
"""The kiosk that the address names. Raises ``NotFound`` where there can be none."""
