"""The open page of a referral: it follows where it stands, and loses what is hidden."""

import asyncio

import httpx2

from tests.fixtures.canaries import MARIA
from tests.fixtures.live import Stream
from tests.referrals.test_pages import Both, both, post

__all__ = ["both"]
SOON = 5
"""Seconds; a stream that only beats is waited for no longer."""
HIDDEN = "el que deia està amagat".encode()


def following(both: Both, client: httpx2.AsyncClient, referral: object) -> Stream:
    """Somebody's stream of a referral."""
    path = f"/referral/{referral}/stream"
    return Stream(both.served.app, path, {}, dict(client.cookies.items()))


async def test_who_reads_it_hears_at_once_that_it_is_hidden_and_never_what_it_said(
    both: Both,
) -> None:
    sent = await both.sends()
    await post(both.centre, f"/referral/{sent}/open", {})
    async with following(both, both.centre, sent) as stream:
        await stream.heard(b"event: heading")
        assert b"event: said" not in stream._heard
        await post(both.partner, f"/referral/{sent}/acts/call_error", {})
        async with asyncio.timeout(SOON):
            await stream.heard(b"event: said")
            await stream.heard(b"event: answer")
        assert HIDDEN in stream._heard
        assert MARIA.name.encode() not in stream._heard


async def test_who_sent_it_follows_it_and_keeps_what_they_wrote(both: Both) -> None:
    sent = await both.sends()
    async with following(both, both.partner, sent) as stream:
        await stream.heard(b"Demanada")
        await post(both.partner, f"/referral/{sent}/acts/call_error", {})
        await stream.heard(b"Enviada per error")
        assert b"event: said" not in stream._heard
