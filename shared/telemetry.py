"""Traces, metrics and logs: what happened and how long it took, never what was said.

No input, query string, message key or exception detail leaves: log lines carry only named fields
of a list, exceptions only their type and place.
"""

import logging
import os
import sys
from collections.abc import MutableMapping
from typing import Any

import prometheus_client
import structlog
from opentelemetry import metrics, trace
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.environment_variables import OTEL_EXPORTER_OTLP_ENDPOINT
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, DEFAULT_ON

EXPOSITION_TYPE = prometheus_client.CONTENT_TYPE_LATEST
FIELDS = frozenset(
    {
        "event", "level", "timestamp", "service", "process", "part", "reason", "error", "place",
        "method", "route", "status", "milliseconds", "trace", "version", "count", "name",
    }
)  # fmt: skip


def start(service: str, process: str) -> None:
    """Set traces, metrics and logs up for this process; spans leave only to a set collector."""
    resource = Resource.create({"service.name": f"portes-{service}-{process}"})
    told = bool(os.environ.get(OTEL_EXPORTER_OTLP_ENDPOINT))
    tracer = TracerProvider(resource=resource, sampler=DEFAULT_ON if told else ALWAYS_OFF)
    if told:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        tracer.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(tracer)
    metrics.set_meter_provider(
        MeterProvider(resource=resource, metric_readers=[PrometheusMetricReader()])
    )
    log_to_stdout(service, process)


def log_to_stdout(service: str, process: str) -> None:
    """One JSON object a line, of known fields only; other libraries speak from warnings up."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _trace_id,
            _type_and_place,
            _known_fields,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(service=service, process=process)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Bare())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True


class _Bare(logging.Formatter):
    """Other libraries' records: who spoke and how loud, not what, since it may hold input."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        fields = {"event": "library", "name": record.name, "level": record.levelname.lower()}
        rendered = structlog.processors.JSONRenderer()(
            None, "", fields | ({"error": error} if error else {})
        )
        return str(rendered)


def _trace_id(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> Any:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace"] = f"{context.trace_id:032x}"
    return event


def _type_and_place(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> Any:
    """An exception's type and where it was raised; its message may hold input."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["place"] = places(error)
    return event


def places(error: BaseException) -> list[str]:
    """The last frames of a traceback as file and line, nothing else."""
    frames = []
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        frames.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return frames[-8:]


def _known_fields(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> Any:
    return {name: value for name, value in event.items() if name in FIELDS}


def exposition() -> bytes:
    """The metrics as Prometheus reads them."""
    return prometheus_client.generate_latest()
