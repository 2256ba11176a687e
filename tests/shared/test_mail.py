"""Letters by SMTP on a real server: only by TLS, refused for good or to be tried again."""

import ssl
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from shared.mail.sending import Letter, MailServer, NotNow, RefusedForGood
from shared.mail.settings import Tls
from shared.settings import Settings
from tests.fixtures.postbox import PASSWORD, certificate, postbox

TO = "officer@city.example"
LETTER = Letter(TO, "Accés d’emergència", "Què ha passat: ça, ñ, l·l.\n")
SERVER = MailServer("localhost", 0, Tls.STARTTLS, "portes@city.example", None, lambda: None)
NEEDED = {"PORTES_DATABASE_URL": "postgresql:///x", "PORTES_IDENTITY_URL": "postgresql:///y"}


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A certificate for localhost, and the file to trust it by."""
    return certificate(tmp_path_factory.mktemp("mail"))


@pytest.mark.parametrize("how", [Tls.STARTTLS, Tls.IMPLICIT])
async def test_a_letter_goes_by_tls_signed_in_and_arrives_as_it_was_written(
    trusted: tuple[ssl.SSLContext, Path], how: Tls, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, pem = trusted
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    implicit = how is Tls.IMPLICIT
    async with postbox(context, implicit=implicit) as box:
        user = None if implicit else "portes"
        server = replace(SERVER, port=box.port, tls=how, user=user, password=lambda: PASSWORD)
        await server.send(LETTER)
    [letter] = box.letters
    assert box.to == [[TO]]
    assert (letter["From"], letter["To"], letter["Subject"]) == (
        "portes@city.example",
        TO,
        LETTER.subject,
    )
    assert letter.get_content().splitlines() == LETTER.text.splitlines()
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@city.example>")


async def test_a_server_that_cannot_be_trusted_is_told_nothing(
    trusted: tuple[ssl.SSLContext, Path],
) -> None:
    context, _ = trusted
    for tls in (None, context):
        async with postbox(tls) as box:
            user = "portes" if tls else None
            server = replace(SERVER, port=box.port, user=user, password=lambda: PASSWORD)
            with pytest.raises(NotNow):
                await server.send(LETTER)
        assert (box.letters, box.said) == ([], [])


async def test_a_server_that_lets_us_not_in_is_tried_again(
    trusted: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    context, pem = trusted
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))

    def unreadable() -> str:
        raise FileNotFoundError

    async with postbox(context) as box:
        server = replace(SERVER, port=box.port, user="portes", password=lambda: "wrong")
        with pytest.raises(NotNow):
            await server.send(LETTER)
        assert set(box.said) == {b"wrong"}
        with pytest.raises(NotNow):
            await replace(server, password=unreadable).send(LETTER)
    assert box.letters == []


async def test_a_server_that_is_away_or_busy_is_tried_again() -> None:
    async with postbox() as box:
        plain = replace(SERVER, port=box.port, tls=Tls.NONE)
    with pytest.raises(NotNow):
        await plain.send(LETTER)
    async with postbox() as box:
        box.at_recipient = "450 Mailbox busy"
        with pytest.raises(NotNow, match=r"^450$"):
            await replace(plain, port=box.port).send(LETTER)
        box.at_recipient, box.at_data = "250 OK", "451 Out of room"
        with pytest.raises(NotNow, match=r"^451$"):
            await replace(plain, port=box.port).send(LETTER)


async def test_what_is_refused_for_good_is_said_by_its_code_alone() -> None:
    async with postbox() as box:
        plain = replace(SERVER, port=box.port, tls=Tls.NONE)
        box.at_recipient = f"550 No such person {TO}"
        with pytest.raises(RefusedForGood) as refused:
            await plain.send(LETTER)
        assert (refused.value.code, str(refused.value)) == (550, "550")
        box.at_recipient, box.at_data = "250 OK", "554 Spam"
        with pytest.raises(RefusedForGood, match=r"^554$"):
            await plain.send(LETTER)


@pytest.mark.parametrize(
    "wrong",
    [
        {"PORTES_OFFICER_MAIL": TO},
        {"PORTES_OFFICER_MAIL": TO, "PORTES_SMTP_HOST": "mail.city.example"},
        {"PORTES_OFFICER_MAIL": "no address"},
        {"PORTES_SMTP_HOST": "mail.city.example", "PORTES_SMTP_TLS": "none"},
        {"PORTES_SMTP_TLS": "perhaps"},
    ],
)
def test_mail_that_is_set_by_half_or_would_go_open_does_not_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings(**NEEDED | wrong)  # type: ignore[arg-type]  # by their names in the environment


def test_the_password_comes_from_a_file_before_the_environment(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("from-file\n")
    given = {"PORTES_SMTP_PASSWORD": "given", "PORTES_SMTP_HOST": "localhost"}
    assert Settings(**NEEDED | given).smtp_secret() == "given"  # type: ignore[arg-type]
    both = Settings(**NEEDED | given, PORTES_SMTP_PASSWORD_FILE=file)  # type: ignore[arg-type]
    assert both.smtp_secret() == "from-file"
    assert "given" not in repr(both)
