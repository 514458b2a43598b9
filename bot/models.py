"""The models of a running Tocsin: every call is booked on its incident and counted."""

from core.ai.analyst import Analysts
from core.ai.build import build_analysts
from core.ai.config import AiConfig
from core.ai.model import Call, FailureKind
from core.clock import Clock
from core.settings import Settings
from core.spending import IncidentAccount
from core.store.store import Store
from core.telemetry import Metrics


def booked_analysts(settings: Settings, store: Store, clock: Clock, metrics: Metrics) -> Analysts:
    """The analysts that `settings` describe, what they cost kept in `store`.

    Raises:
        PromptsDoNotFit: with every problem of the prompt files.
    """
    config = AiConfig.from_settings(settings)
    return build_analysts(
        config,
        clock=clock,
        on_call=lambda call: _count(metrics, call),
        accounts=lambda number: IncidentAccount(store, config.limits, number),
    )


def _count(metrics: Metrics, call: Call) -> None:
    metrics.ai_requests.labels(call.provider, call.purpose, call.outcome).inc()
    if call.outcome == FailureKind.OVER_BUDGET:
        return
    metrics.ai_seconds.labels(call.provider, call.model).observe(call.seconds)
    metrics.ai_tokens.labels(call.provider, call.model, "sent").inc(call.usage.input_tokens)
    metrics.ai_tokens.labels(call.provider, call.model, "received").inc(call.usage.output_tokens)
    metrics.ai_cost.labels(call.provider, call.model).inc(call.cost_usd or 0.0)
    metrics.ai_masked.inc(call.masked)
    metrics.dependency_up.labels(call.provider).set(call.outcome == "ok")
