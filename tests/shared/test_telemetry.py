"""What is logged: types, places and codes; never what somebody sent."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import structlog
from opentelemetry import trace

from shared import telemetry
from tests.fixtures.canaries import MISPLACED as CANARY


@contextmanager
def logging_to_stdout() -> Iterator[None]:
    """The processes' own logging; afterwards the test run's again."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    before = structlog.get_config()
    telemetry.log_to_stdout("little", "web")
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.configure(**before)
        structlog.contextvars.clear_contextvars()


def fail() -> None:
    raise ValueError(CANARY)


def test_an_exception_is_logged_by_type_and_place_not_by_what_it_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with logging_to_stdout():
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


def test_another_librarys_words_do_not_leave(capsys: pytest.CaptureFixture[str]) -> None:
    with logging_to_stdout():
        try:
            fail()
        except ValueError:
            logging.getLogger("some.library").exception("cannot take %s", CANARY)
    line = capsys.readouterr().out
    assert CANARY not in line
    told = json.loads(line)
    assert (told["name"], told["level"], told["error"]) == ("some.library", "error", "ValueError")


def test_what_is_logged_cannot_begin_another_line(capsys: pytest.CaptureFixture[str]) -> None:
    forged = 'x\r\n{"level": "critical", "event": "all is well"}\u2028\x1b[2J'
    with logging_to_stdout():
        structlog.get_logger().info(forged, method=forged, made_up=forged)
    [line] = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["level"], told["method"]) == ("info", forged)
    assert "made_up" not in told
    assert line.isascii()


@pytest.mark.usefixtures("spans")
def test_a_log_line_names_its_trace(capsys: pytest.CaptureFixture[str]) -> None:
    tracer = trace.get_tracer("test")
    with logging_to_stdout(), tracer.start_as_current_span("request") as span:
        structlog.get_logger().info("heard")
    told = json.loads(capsys.readouterr().out)
    assert told["trace"] == f"{span.get_span_context().trace_id:032x}"
