"""The service's web side, put together."""

from fastapi import FastAPI

from services.referrals.pages import pages
from services.referrals.policy import POLICY
from shared.web import create_service


def create_app() -> FastAPI:
    """The application that the web process serves."""
    return create_service(
        "referrals",
        title="Portes: referrals",
        description="Its place is kept; its work comes later.",
        routers=[pages],
        policy=POLICY,
    )
