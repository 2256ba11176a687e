"""What is logged: types, places and codes; never what somebody sent."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from opentelemetry import trace

from shared import telemetry

CANARY = "Maria-Canari-600123456"


@pytest.fixture
def logging_to_stdout(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """The processes' own logging; afterwards the test run's again."""
    capsys.readouterr()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    telemetry.log_to_stdout("little", "web")
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def fail() -> None:
    raise ValueError(CANARY)


@pytest.mark.usefixtures("logging_to_stdout")
def test_an_exception_is_logged_by_type_and_place_not_by_what_it_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        fail()
    except ValueError as why:
        structlog.get_logger().error("failed", exc_info=why, method="POST", body=CANARY)
    line = capsys.readouterr().out
    assert CANARY not in line
    told = json.loads(line)
    assert told["error"] == "ValueError"
    assert told["place"][-1].startswith("test_telemetry.py:")
    assert (told["service"], told["process"], told["method"]) == ("little", "web", "POST")
    assert "body" not in told


@pytest.mark.usefixtures("logging_to_stdout")
def test_another_librarys_words_do_not_leave(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger("some.library").exception("cannot take %s", CANARY)
    line = capsys.readouterr().out
    assert CANARY not in line
    told = json.loads(line)
    assert (told["name"], told["level"], told["error"]) == ("some.library", "error", "ValueError")


@pytest.mark.usefixtures("logging_to_stdout", "spans")
def test_a_log_line_names_its_trace(capsys: pytest.CaptureFixture[str]) -> None:
    with trace.get_tracer("test").start_as_current_span("request") as span:
        structlog.get_logger().info("heard")
    told = json.loads(capsys.readouterr().out)
    assert told["trace"] == f"{span.get_span_context().trace_id:032x}"
