"""The service's web side, put together."""

from fastapi import FastAPI

from services.groups.api import routers
from services.groups.pages import pages
from services.groups.policy import POLICY
from shared.web import create_service


def create_app() -> FastAPI:
    """The application that the web process serves."""
    return create_service(
        "groups",
        title="Portes: groups",
        description=(
            "Sessions of group work: series, publishing, enrolment, waiting lists, who came; "
            "and the public catalogue."
        ),
        routers=[*routers, *pages],
        policy=POLICY,
        encrypts=True,
    )
