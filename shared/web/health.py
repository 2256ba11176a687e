"""Health, readiness and metrics of a web process; Kafka is not among its needs."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from shared import telemetry
from shared.db import ACQUIRE_SECONDS
from shared.migrations import folders_of, missing
from shared.web.edge import StreamEdge

router = APIRouter(include_in_schema=False)
metered = APIRouter(include_in_schema=False, route_class=StreamEdge)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process lives."""
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """The database answers and is migrated; 503 with what is waited for until then.

    For whoever runs the process, on its own port: the one origin does not pass this address on.
    ``lacking`` names what some answers need and is not there; all others are given.
    """
    here = request.app.state.around
    async with here.pool.acquire(timeout=ACQUIRE_SECONDS) as connection:
        unmigrated = await missing(connection, folders_of(here.service))
    reasons = ["migrations"] if unmigrated else []
    status = "waiting" if reasons else "ready"
    lacking = ["encryption-keys"] if request.app.state.encrypts and not here.keys.there else []
    told = {"status": status, "waiting_for": reasons, "lacking": lacking}
    return JSONResponse(told, 503 if reasons else 200)


@metered.get("/metrics")
async def metrics() -> Response:
    """Prometheus metrics, for the collector's key; the one origin does not pass this address on."""
    return Response(telemetry.exposition(), media_type=telemetry.EXPOSITION_TYPE)
