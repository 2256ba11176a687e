"""The service's web side, put together."""

from fastapi import FastAPI

from services.referrals.api import routers
from services.referrals.pages import pages
from services.referrals.policy import POLICY
from shared.web import create_service


def create_app() -> FastAPI:
    """The application that the web process serves."""
    return create_service(
        "referrals",
        title="Portes: referrals",
        description=(
            "Partner services, and the city's own units, hand people on to a centre: the check "
            "before sending, the referral, its answer, and what became of the person."
        ),
        routers=[*routers, *pages],
        policy=POLICY,
        encrypts=True,
    )
