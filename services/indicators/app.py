"""The service's web side, put together."""

from fastapi import FastAPI

from services.indicators.api import routers
from services.indicators.pages import pages
from services.indicators.policy import POLICY
from shared.web import create_service


def create_app() -> FastAPI:
    """The application that the web process serves."""
    return create_service(
        "indicators",
        title="Portes: indicators",
        description=(
            "Live load of units, districts and the city; figures by quarter, hour and day; "
            "definitions; the reports of a call log."
        ),
        routers=[*routers, *pages],
        policy=POLICY,
    )
