"""What a process is told of the city's gateway of messages; ``Settings`` has these too."""

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings

from shared.loopback import private_enough


class TextSettings(BaseSettings):
    """Where text messages are handed in."""

    text_url: str = Field(default="", validation_alias="PORTES_TEXT_URL")
    """Where one is posted to; empty: nobody is called by text, and the desk says so."""
    text_key: SecretStr | None = Field(default=None, validation_alias="PORTES_TEXT_KEY")
    """By what the gateway knows this Portes."""
    text_key_file: Path | None = Field(default=None, validation_alias="PORTES_TEXT_KEY_FILE")
    """A file that holds nothing but that key."""

    @model_validator(mode="after")
    def _nobody_reads_along(self) -> Self:
        if self.text_url and not private_enough(self.text_url):
            raise ValueError("PORTES_TEXT_URL must begin with https://")
        return self

    def text_secret(self) -> str | None:
        """The key, from its file or from the environment."""
        if self.text_key_file:
            return self.text_key_file.read_text().strip()
        return self.text_key.get_secret_value() if self.text_key else None
