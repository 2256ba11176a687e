"""One span and one measurement for each request: route, method, status, nothing that was sent."""

import time
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from opentelemetry import metrics, trace
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from shared.errors import Refused

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
FAILED, INVALID = 500, 422

_tracer = trace.get_tracer("portes")
_propagator = TraceContextTextMapPropagator()
_duration = metrics.get_meter("portes").create_histogram(
    "portes.web.duration", "s", "How long requests took."
)


def traced(route: str, handle: Handler) -> Handler:
    """The handler within a span that goes on the caller's trace, if there is one."""

    async def within(request: Request) -> Response:
        began, status = time.perf_counter(), FAILED
        parent = request.headers.get("traceparent")
        context = _propagator.extract({"traceparent": parent}) if parent else None
        with _tracer.start_as_current_span(
            route, context, SpanKind.SERVER, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                answer = await handle(request)
                status = answer.status_code
            except Refused as why:
                status = why.status
                raise
            except RequestValidationError:
                status = INVALID
                raise
            finally:
                told = {"http.route": route, "http.request.method": request.method}
                span.set_attributes({**told, "http.response.status_code": status})
                _duration.record(time.perf_counter() - began, {**told, "status": status})
        return answer

    return within
