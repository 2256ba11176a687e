"""One letter by SMTP: taken by the server, refused for good, or to be tried again."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime, make_msgid
from typing import Self

import aiosmtplib
from opentelemetry import metrics

from shared.mail.settings import MailSettings, Tls

TIMEOUT_SECONDS = 20.0
_meter = metrics.get_meter("portes")
_sent = _meter.create_counter("portes.mail.sent", "{letter}", "Letters that the server took.")
_failures = _meter.create_counter("portes.mail.failures", "{failure}", "Letters not taken.")
PERMANENT = 500
"""From this code on a server says that it will never take it."""


class NotNow(Exception):
    """The server is away, busy, or lets us not in: try again later."""


class RefusedForGood(Exception):
    """The server will not take this letter, however often it is sent."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Letter:
    """What to say to whom, in plain text."""

    to: str
    subject: str
    text: str
    picture: bytes | None = None
    """A PNG that stands below the text."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where letters are handed in."""

    host: str
    port: int
    tls: Tls
    sender: str
    user: str | None
    password: Callable[[], str | None]
    """Read anew for each letter, so that a changed file needs no restart."""

    @classmethod
    def of(cls, settings: MailSettings) -> Self | None:
        """The one that is set, if any."""
        if not settings.smtp_host:
            return None
        return cls(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_tls,
            settings.smtp_from,
            settings.smtp_user or None,
            settings.smtp_secret,
        )

    async def send(self, letter: Letter) -> None:
        """Hand the letter in. Raises ``NotNow`` or ``RefusedForGood``."""
        try:
            await self._hand_in(letter)
        except (NotNow, RefusedForGood) as why:
            _failures.add(1, {"reason": str(why)})
            raise
        _sent.add(1)

    async def _hand_in(self, letter: Letter) -> None:
        try:
            await aiosmtplib.send(
                self._written(letter),
                hostname=self.host,
                port=self.port,
                username=self.user,
                password=self.password() if self.user else None,
                use_tls=self.tls is Tls.IMPLICIT,
                start_tls=self.tls is Tls.STARTTLS,
                tls_context=ssl.create_default_context(),
                timeout=TIMEOUT_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as why:
            raise _refused(*(each.code for each in why.recipients)) from None
        except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError) as why:
            raise _refused(why.code) from None
        except (aiosmtplib.SMTPException, OSError, ValueError) as why:
            raise NotNow(type(why).__name__) from None

    def _written(self, letter: Letter) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = self.sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = localtime()
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        if letter.picture:
            message.add_attachment(
                letter.picture,
                maintype="image",
                subtype="png",
                filename="qr.png",
                disposition="inline",
            )
        return message


def _refused(*codes: int) -> Exception:
    """For good if every answer says so; the server's words may name people and stay behind."""
    return RefusedForGood(min(codes)) if min(codes) >= PERMANENT else NotNow(str(min(codes)))
