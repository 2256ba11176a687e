"""The service's web side, put together."""

from fastapi import FastAPI

from services.gateway import queries
from services.gateway.api import routers
from services.gateway.pages import pages
from services.gateway.policy import POLICY
from shared.web import create_service


def create_app() -> FastAPI:
    """The application that the web process serves."""
    app = create_service(
        "gateway",
        title="Portes: gateway",
        description=(
            "Contacts at the desk and on the telephone: opening, queue, calls, service, outcome; "
            "and the ingress for telephone exchanges."
        ),
        routers=[*routers, *pages],
        policy=POLICY,
        encrypts=True,
    )
    app.state.serves = queries.serves
    return app
