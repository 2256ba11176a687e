"""What a process is told of the city's mail; ``Settings`` has these among its own."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings

from shared.loopback import LOOPBACK

ADDRESS = r"^([^@\s,;<>\"]+@[^@\s,;<>\"]+)?$"
LONGEST = 254


def is_address(text: str) -> bool:
    """Whether this looks like one address, not so long that no server takes it."""
    return 0 < len(text) <= LONGEST and text.isprintable() and re.match(ADDRESS, text) is not None


class Tls(StrEnum):
    """How nobody reads along."""

    STARTTLS = "starttls"
    """The connection changes to TLS before anything is said; else nothing is."""
    IMPLICIT = "implicit"
    """TLS from the first byte."""
    NONE = "none"
    """Not at all: only to a server on this very machine."""


class MailSettings(BaseSettings):
    """Where mail leaves, and who gets it."""

    smtp_host: str = Field(default="", validation_alias="PORTES_SMTP_HOST")
    """The server that takes mail; empty is none."""
    smtp_port: int = Field(default=587, ge=1, le=65535, validation_alias="PORTES_SMTP_PORT")
    """Its port."""
    smtp_tls: Tls = Field(default=Tls.STARTTLS, validation_alias="PORTES_SMTP_TLS")
    """How the way to it is closed to others."""
    smtp_user: str = Field(default="", validation_alias="PORTES_SMTP_USER")
    """As whom to sign in there; empty is without."""
    smtp_password: SecretStr | None = Field(default=None, validation_alias="PORTES_SMTP_PASSWORD")
    """Its password."""
    smtp_password_file: Path | None = Field(
        default=None, validation_alias="PORTES_SMTP_PASSWORD_FILE"
    )
    """A file that holds nothing but that password."""
    smtp_from: str = Field(default="", pattern=ADDRESS, validation_alias="PORTES_SMTP_FROM")
    """From which address mail comes."""
    officer_mail: str = Field(default="", pattern=ADDRESS, validation_alias="PORTES_OFFICER_MAIL")
    """The data-protection officer's address; empty: nobody is written to."""

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        if self.officer_mail and not (self.smtp_host and self.smtp_from):
            raise ValueError("PORTES_OFFICER_MAIL needs PORTES_SMTP_HOST and PORTES_SMTP_FROM")
        if self.smtp_host and self.smtp_tls is Tls.NONE and self.smtp_host not in LOOPBACK:
            raise ValueError("PORTES_SMTP_TLS may be none only for a server on this machine")
        return self

    def smtp_secret(self) -> str | None:
        """The password, from its file or from the environment."""
        if self.smtp_password_file:
            return self.smtp_password_file.read_text().strip()
        return self.smtp_password.get_secret_value() if self.smtp_password else None
