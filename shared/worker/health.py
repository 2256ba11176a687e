"""A worker's health and metrics, on a port of its own."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shared import telemetry

State = Callable[[], dict[str, Any]]


class Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the worker decides when to end."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def server(port: int, state: State) -> Server:
    """``/healthz``, ``/readyz`` (503 with the reasons while not ready) and ``/metrics``."""

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"status": "alive"})

    async def readyz(_request: Request) -> Response:
        now = state()
        return JSONResponse(now, status_code=200 if now["status"] == "ready" else 503)

    async def metrics(_request: Request) -> Response:
        return Response(telemetry.exposition(), media_type=telemetry.EXPOSITION_TYPE)

    app = Starlette(
        routes=[Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
    )
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False)
    return Server(config)
