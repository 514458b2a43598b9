"""Structured logs and every metric, each with its help text.

Log events are dotted slugs with fields. No secret and no person's text is ever
logged: `_withhold` drops fields that could carry either, whoever wrote the line.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info

WITHHELD = frozenset(
    {"text", "title", "description", "body", "prompt", "token", "secret", "authorization", "logs"}
)
# Below a warning these quote what they were given: bodies, rows, requests.
NOISY = (
    "aiosqlite",
    "anthropic",
    "apscheduler",
    "httpcore2",
    "httpx2",
    "openai",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
)
LEVELS = {"debug": 10, "info": 20, "warn": 30, "error": 40}


def _withhold(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for field in WITHHELD & event.keys():
        event[field] = "(withheld)"
    return event


def _plain_traceback(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Keep where an error happened, never its message: that may quote a key or somebody's text."""
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()[1]
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        frames, trace = [], error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            frames.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        event["error"] = type(error).__name__
        event["where"] = frames[-8:]
    return event


def _quiet_libraries(record: logging.LogRecord) -> bool:
    """Whether a record may be written; by name, for Bolt gives its loggers levels of their own."""
    return record.levelno >= logging.WARNING or record.name.split(".", 1)[0] not in NOISY


def set_up_logging(level: str, *, pretty: bool = False) -> None:
    """Log JSON lines to stdout (or pretty ones for a terminal) from `level` up."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="timestamp"),
        _withhold,
        _plain_traceback,
    ]
    renderer: Any = structlog.processors.JSONRenderer()
    if pretty:
        renderer = structlog.dev.ConsoleRenderer(colors=True)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, _foreign_message],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    handler.addFilter(_quiet_libraries)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(LEVELS[level])
    for name in NOISY:
        logging.getLogger(name).setLevel(max(LEVELS[level], logging.WARNING))
    logging.getLogger("aiohttp.access").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _foreign_message(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A library's sentence may quote what it was given: keep its first line, bounded."""
    message = str(event.get("event", ""))
    event["event"] = "library.log"
    event["message"] = message.split("\n", 1)[0][:200]
    return event


class Metrics:
    """Every metric that Tocsin exports. Labels come from closed sets only."""

    def __init__(self, version: str, registry: CollectorRegistry | None = None) -> None:
        self.registry = registry or CollectorRegistry()
        self.build_info = Info(
            "tocsin_build", "The version that is running.", registry=self.registry
        )
        self.build_info.info({"version": version})
        self.http_seconds = self._histogram(
            "tocsin_http_request_duration_seconds",
            "Time to answer an HTTP request, by route template.",
            ("method", "route", "status"),
        )
        self.slack_requests = self._counter(
            "tocsin_slack_requests", "Calls to Slack's Web API.", ("method", "outcome")
        )
        self.slack_inbound = self._counter(
            "tocsin_slack_inbound", "What Slack sent, by kind.", ("kind", "outcome")
        )
        self._declare_models()
        self.alerts = self._counter(
            "tocsin_alerts", "Alerts received, by what they did.", ("source", "decision")
        )
        self.incidents = self._counter("tocsin_incidents", "Incidents declared.", ("severity",))
        self.jobs = self._counter("tocsin_jobs", "Jobs run, by outcome.", ("reaction", "outcome"))
        self.jobs_pending = self._gauge("tocsin_jobs_pending", "Jobs waiting or running.")
        self.jobs_parked = self._gauge("tocsin_jobs_parked", "Jobs that gave up; see /api/v1/jobs.")
        self.jobs_oldest = self._gauge(
            "tocsin_jobs_oldest_seconds", "Age of the oldest job that is due."
        )
        self.lease_lost = self._counter(
            "tocsin_lease_lost", "Jobs whose lease ran out under a worker."
        )
        self.dependency_up = self._gauge(
            "tocsin_dependency_up",
            "Whether something outside answers (1) or not (0).",
            ("dependency",),
        )
        self.database_writable = self._gauge(
            "tocsin_database_writable", "Whether the database takes writes (1) or not (0)."
        )

    def _declare_models(self) -> None:
        self.ai_requests = self._counter(
            "tocsin_ai_requests", "Calls to a model.", ("provider", "purpose", "outcome")
        )
        self.ai_tokens = self._counter(
            "tocsin_ai_tokens",
            "Tokens sent to and received from models, as they counted them.",
            ("provider", "model", "direction"),
        )
        self.ai_cost = self._counter(
            "tocsin_ai_cost_usd",
            "US dollars that calls to models are booked at, where their price is known.",
            ("provider", "model"),
        )
        self.ai_seconds = self._histogram(
            "tocsin_ai_request_seconds", "Time of one call to a model.", ("provider", "model")
        )
        self.ai_masked = self._counter(
            "tocsin_ai_masked", "Secrets and personal data masked in what was sent to models."
        )

    def _counter(self, name: str, text: str, labels: tuple[str, ...] = ()) -> Counter:
        return Counter(name, text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, labels: tuple[str, ...] = ()) -> Gauge:
        return Gauge(name, text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, labels: tuple[str, ...] = ()) -> Histogram:
        return Histogram(name, text, labels, registry=self.registry)
