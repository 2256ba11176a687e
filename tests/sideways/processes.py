"""What processes under test tell: their spans, their metrics, their logs."""

import gzip
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry import metrics, trace
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

from shared import telemetry
from tests.sideways.watch import METRIC, SPAN, watch


class Searching(SpanExporter):
    """Searches the spans of this process."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        for span in spans:
            watch().look(SPAN, span.to_json())
        return SpanExportResult.SUCCESS


def listen_to_this_process() -> None:
    """Have spans and metrics of what runs within the tests, which no process has set up there."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(Searching()))
    trace.set_tracer_provider(provider)
    metrics.set_meter_provider(MeterProvider(metric_readers=[PrometheusMetricReader()]))


def search_metrics_of_this_process() -> None:
    """Search what this process would show whoever asks for metrics."""
    watch().look(METRIC, telemetry.exposition())


class _Collector(BaseHTTPRequestHandler):
    """Takes what processes under test export, as any collector of OTLP does."""

    def do_POST(self) -> None:
        told = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            told = gzip.decompress(told)
        watch().look(SPAN, told)
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing: who asked is of no interest."""


@contextmanager
def collecting() -> Iterator[dict[str, str]]:
    """What a process is told so that its spans are searched; gone after the block."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Collector) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{server.server_address[1]}",
            "OTEL_BSP_SCHEDULE_DELAY": "500",
        }
        server.shutdown()
