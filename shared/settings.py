"""What a process is told by its surroundings; every name stands in docs/reference/settings.md."""

from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from shared.loopback import private_enough
from shared.mail.settings import MailSettings
from shared.texting.settings import TextSettings

DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class Settings(MailSettings, TextSettings):
    """One process's settings, read from the environment once, at start."""

    model_config = SettingsConfigDict(populate_by_name=True)

    database_url: str = Field(validation_alias="PORTES_DATABASE_URL")
    """This service's own database, as its least-privilege user."""
    identity_url: str = Field(validation_alias="PORTES_IDENTITY_URL")
    """The identity database, as the same user."""
    kafka: str = Field(default="127.0.0.1:9092", validation_alias="KAFKA_BOOTSTRAP_SERVERS")
    """Kafka's bootstrap servers; only workers use it."""
    instance: str = Field(
        default="", validation_alias="PORTES_INSTANCE", pattern="^[a-z0-9]{0,12}$"
    )
    """Prefix of topics, groups and cookies, so that two instances share servers."""
    partitions: int = Field(default=6, ge=1, le=256, validation_alias="PORTES_PARTITIONS")
    """Partitions of a topic that a worker creates."""
    replication: int = Field(default=1, ge=1, le=16, validation_alias="PORTES_REPLICATION")
    """Copies of each topic that a worker creates; one broker holds one."""
    origin: str = Field(default="http://localhost:8080", validation_alias="PORTES_ORIGIN")
    """What browsers open: scheme, host and port. Requests for another host are refused."""
    pool_size: int = Field(default=10, ge=1, le=100, validation_alias="PORTES_POOL_SIZE")
    """Database connections of one process."""
    metrics_port: int = Field(default=0, ge=0, le=65535, validation_alias="PORTES_METRICS_PORT")
    """Where a worker serves health and metrics on 127.0.0.1; 0 is nowhere."""
    oidc_issuer: str = Field(default="", validation_alias="PORTES_OIDC_ISSUER")
    """The city's identity provider, exactly as its tokens name it; empty is none."""
    oidc_client_id: str = Field(default="", validation_alias="PORTES_OIDC_CLIENT_ID")
    """What the identity provider calls this Portes."""
    oidc_client_secret: SecretStr | None = Field(
        default=None, validation_alias="PORTES_OIDC_CLIENT_SECRET"
    )
    """By what it knows this Portes; none for a public client."""
    oidc_client_secret_file: Path | None = Field(
        default=None, validation_alias="PORTES_OIDC_CLIENT_SECRET_FILE"
    )
    """A file that holds nothing but that secret."""

    @field_validator("origin")
    @classmethod
    def _origin_alone(cls, given: str) -> str:
        parts = urlsplit(given.rstrip("/").lower())
        netloc = parts.netloc.removesuffix(DEFAULT_PORTS.get(parts.scheme, ""))
        found = f"{parts.scheme}://{netloc}"
        if parts.scheme not in DEFAULT_PORTS or not parts.hostname or "@" in netloc:
            raise ValueError("PORTES_ORIGIN must be like https://portes.example.cat")
        if given.rstrip("/").lower() not in {found, found + DEFAULT_PORTS[parts.scheme]}:
            raise ValueError("PORTES_ORIGIN must end with its host and port")
        return found

    @property
    def host(self) -> str:
        """The origin's host, with its port unless that is the scheme's own."""
        return self.origin.partition("://")[2]

    @property
    def tls(self) -> bool:
        """Whether browsers come by TLS."""
        return self.origin.startswith("https://")

    @model_validator(mode="after")
    def _provider_is_whole(self) -> Self:
        if self.oidc_issuer and not private_enough(self.oidc_issuer):
            raise ValueError("PORTES_OIDC_ISSUER must begin with https://")
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("PORTES_OIDC_ISSUER needs PORTES_OIDC_CLIENT_ID")
        return self

    def oidc_secret(self) -> str | None:
        """The client's secret, from its file or from the environment."""
        if self.oidc_client_secret_file:
            return self.oidc_client_secret_file.read_text().strip()
        return self.oidc_client_secret.get_secret_value() if self.oidc_client_secret else None

    stuck_seconds: float = Field(default=60.0, gt=0, validation_alias="PORTES_STUCK_SECONDS")
    """After how long without getting round its loop a worker's part is stuck."""
    encryption_keys: SecretStr | None = Field(
        default=None, validation_alias="PORTES_ENCRYPTION_KEYS"
    )
    """The document of keys itself; goes before the file."""
    encryption_keys_file: Path | None = Field(
        default=None, validation_alias="PORTES_ENCRYPTION_KEYS_FILE"
    )
    """Where the document of keys is; read again when it changes."""

    idle_minutes: int = Field(default=15, ge=3, le=240, validation_alias="PORTES_IDLE_MINUTES")
    """After so long without a touch a session ends."""
    session_hours: int = Field(default=10, ge=1, le=24, validation_alias="PORTES_SESSION_HOURS")
    """After so long a session ends in any case."""

    kiosk_idle_seconds: int = Field(
        default=20, ge=1, le=600, validation_alias="PORTES_KIOSK_IDLE_SECONDS"
    )
    """After so long without a touch a kiosk asks whether somebody is there."""
    kiosk_answer_seconds: int = Field(
        default=20, ge=1, le=600, validation_alias="PORTES_KIOSK_ANSWER_SECONDS"
    )
    """So long it waits for an answer; WCAG 2.2.1 asks for twenty at least."""

    @property
    def idle(self) -> timedelta:
        """How long a session lasts without a touch."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def absolute(self) -> timedelta:
        """How long a session lasts in any case."""
        return timedelta(hours=self.session_hours)

    def topic(self, name: str) -> str:
        """The Kafka topic of this instance."""
        return f"{self.instance}.{name}" if self.instance else name

    def group(self, service: str) -> str:
        """The consumer group of this instance's service."""
        return f"{self.instance}.{service}" if self.instance else service

    @property
    def cookie(self) -> str:
        """The session cookie's name: ports do not separate cookies, so the instance must."""
        return self.cookie_name("session")

    @property
    def device_cookie(self) -> str:
        """The name of the cookie by which a browser is known at the next sign-in."""
        return self.cookie_name("device")

    def cookie_name(self, what: str) -> str:
        """Of this instance; by TLS one that neither another host nor plain HTTP can set."""
        host_only = "__Host-" if self.tls else ""
        return f"{host_only}{self.instance}{'_' if self.instance else ''}portes_{what}"
