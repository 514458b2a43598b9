"""The composition root: builds every part, starts them in order, and drains them."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version

import structlog
from aiohttp import web

from bot import keys, readiness
from bot.clock import Ticker
from bot.configured import credentials, loopback_url, web_config
from bot.intake import Intake
from bot.models import booked_analysts
from bot.out import runbooks
from bot.reactions import core_handlers, reactions, slack_handlers
from bot.runner import Runner
from bot.slack.desk import Desk
from bot.slack.manifest import manifest
from bot.slack.side import SlackSide
from bot.slack.workspace import Workspace
from bot.web import hooks
from bot.web.app import build_app
from core import idempotency, inbox
from core.actor import system
from core.ai import offline
from core.ai.analyst import Analysts
from core.analysis import Analyses, preview
from core.clock import RandomIds, SystemClock
from core.commands import Commands
from core.errors import SettingsError
from core.feedback import Feedback
from core.rca import Rcas
from core.runbooks import Runbooks
from core.settings import Provider, Settings, SlackMode
from core.store import jobs
from core.store.store import Store
from core.summaries import summarise_logs
from core.teams import Teams, read_rules
from core.telemetry import Metrics
from core.triage import Triage
from core.views import Views

CONCURRENT_JOBS = 16
# how long a killed replica's jobs wait before another takes them
LEASE_SECONDS = 15.0
STOP_SECONDS = 8.0
GAUGES_EVERY_SECONDS = 5.0
# how soon a replica takes over what another one learned, and severities given at declaration count
FEEDBACK_EVERY_SECONDS = 5.0
LESSONS_EVERY_SECONDS = 15.0
PURGE_EVERY_SECONDS = 3600.0
SECOND_SIGNAL_SECONDS = 1.0
WORKSPACE = "local"
READERS = {Provider.OPENAI: "OpenAI", Provider.ANTHROPIC: "Anthropic"}

log = structlog.get_logger(__name__)


@dataclass
class Parts:
    """What everything else is built from."""

    settings: Settings
    clock: SystemClock
    ids: RandomIds
    metrics: Metrics
    store: Store
    views: Views
    commands: Commands
    analysts: Analysts
    runbooks: Runbooks
    teams: Teams
    feedback: Feedback
    draining: bool = False


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[None]:
    """A Tocsin that listens and works until the block ends; then it drains.

    Raises:
        SettingsError: the port is taken, or a folder can't be made.
        DatabaseUnusable: the database can't be used.
    """
    async with AsyncExitStack() as stack:
        parts = await _parts(settings, stack)
        slack = await _slack(parts, stack)
        intake = Intake(
            store=parts.store,
            parse=hooks.read,
            suggest=Triage(parts.feedback.taught),
            ids=parts.ids,
            metrics=parts.metrics,
            teams=parts.teams,
        )
        analyses = Analyses(
            parts.store,
            parts.analysts,
            offline.analyse,
            parts.clock,
            settings.ai_timeout,
            parts.feedback.taught,
        )
        rcas = Rcas(parts.store, parts.views, parts.analysts, parts.clock, settings.ai_timeout)
        runner = _runner(parts, slack, analyses, rcas)
        site = _web(parts, slack, intake, analyses, rcas, runner)
        await _listen(site, settings, stack)
        await _work(parts, slack, intake, runner, stack)
        try:
            yield
        finally:
            parts.draining = True


async def _parts(settings: Settings, stack: AsyncExitStack) -> Parts:
    teams = read_rules(settings.tocsin_rules)
    try:
        keys.prepare_data_dir(settings.tocsin_data_dir)
    except OSError as error:
        raise SettingsError(
            [f"TOCSIN_DATA_DIR: {settings.tocsin_data_dir} can't be made ({error.strerror})"]
        ) from None
    clock, ids = SystemClock(), RandomIds()
    metrics = Metrics(version("tocsin"))
    store = await Store.open(
        settings.database,
        reactions=reactions(slack=settings.slack is not SlackMode.OFF),
        clock=clock,
    )
    stack.push_async_callback(store.close)
    analysts = booked_analysts(settings, store, clock, metrics)
    stack.push_async_callback(analysts.close)
    views = Views(settings.public_url)
    feedback = Feedback(store)
    await feedback.refresh()
    commands = Commands(
        store,
        views,
        Triage(feedback.taught),
        summarise_logs,
        lambda case: preview(case, analysts.egress),
        settings.slack_command,
        teams,
    )
    return Parts(
        settings,
        clock,
        ids,
        metrics,
        store,
        views,
        commands,
        analysts,
        Runbooks({}),
        teams,
        feedback,
    )


async def _slack(parts: Parts, stack: AsyncExitStack) -> SlackSide | None:
    settings = parts.settings
    if settings.slack is SlackMode.OFF:
        return None
    given = credentials(settings)
    workspace = Workspace(
        token=given.token,
        base_url=given.api_url,
        workspace_id=WORKSPACE,
        store=parts.store,
        clock=parts.clock,
        metrics=parts.metrics,
    )
    await workspace.open()
    stack.push_async_callback(workspace.close)
    desk = Desk(
        store=parts.store,
        views=parts.views,
        commands=parts.commands,
        workspace=workspace,
        clock=parts.clock,
        ids=parts.ids,
        runbooks=parts.runbooks,
        channel=settings.slack_channel,
        channel_severity=settings.slack_channel_severity,
    )
    return SlackSide(desk, given, parts.metrics)


def _runner(parts: Parts, slack: SlackSide | None, analyses: Analyses, rcas: Rcas) -> Runner:
    handlers = core_handlers(parts.store, analyses, rcas, parts.feedback)
    if slack is not None:
        handlers |= slack_handlers(slack.desk, READERS.get(parts.settings.provider))
    return Runner(
        parts.store,
        handlers,
        clock=parts.clock,
        worker=f"{os.uname().nodename}-{os.getpid()}",
        concurrency=CONCURRENT_JOBS,
        lease_seconds=LEASE_SECONDS,
        on_lost=parts.metrics.lease_lost.inc,
    )


def _web(
    parts: Parts,
    slack: SlackSide | None,
    intake: Intake,
    analyses: Analyses,
    rcas: Rcas,
    runner: Runner,
) -> web.Application:
    store, metrics = parts.store, parts.metrics
    site = build_app(
        web_config(parts.settings),
        store,
        parts.views,
        analyses=analyses,
        rcas=rcas,
        intake=intake,
        commands=parts.commands,
        suggest=Triage(parts.feedback.taught),
        teams=parts.teams,
        summarise_logs=summarise_logs,
        checks=readiness.checks(
            store, runner, metrics, lambda: slack.trouble() if slack is not None else None
        ),
        metrics=metrics,
        draining=lambda: parts.draining,
        scraped=lambda: readiness.gauges(store, metrics),
    )
    if slack is not None and slack.inbound is not None:
        site.router.add_post("/slack/events", slack.inbound.handle)
    return site


async def _listen(site: web.Application, settings: Settings, stack: AsyncExitStack) -> None:
    """Open the one port; the sandbox is mounted before, so that its page is there at once."""
    if settings.slack is SlackMode.SANDBOX:
        await _mount_sandbox(site, settings, stack)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=STOP_SECONDS / 2)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, settings.tocsin_host, settings.port).start()
    except OSError as error:
        example = f"for example PORT={settings.port + 1}"
        raise SettingsError(
            [f"PORT: {settings.port} is taken ({error.strerror}); set another one ({example})"]
        ) from None


async def _mount_sandbox(site: web.Application, settings: Settings, stack: AsyncExitStack) -> None:
    from bot.sandbox import Sandbox, SandboxConfig

    made = keys.sandbox_keys(settings.tocsin_data_dir)
    config = SandboxConfig.from_manifest(
        manifest(command=settings.slack_command, socket=False),
        database=settings.tocsin_data_dir / "sandbox.db",
        base_url=f"{loopback_url(settings)}/sandbox",
        events_url=f"{loopback_url(settings)}/slack/events",
        signing_secret=made.signing_secret,
        bot_token=made.bot_token,
        app_token=made.app_token,
        announcement_channel=settings.slack_channel,
    )
    sandbox = Sandbox(config)
    await sandbox.start()
    stack.push_async_callback(sandbox.stop)
    site.add_subapp("/sandbox", sandbox.application())


async def _work(
    parts: Parts,
    slack: SlackSide | None,
    intake: Intake,
    runner: Runner,
    stack: AsyncExitStack,
) -> None:
    """Start what works in the background; it stops in the opposite order."""
    ticker = Ticker()
    ticker.add("gauges", GAUGES_EVERY_SECONDS, lambda: readiness.gauges(parts.store, parts.metrics))
    ticker.add("feedback", FEEDBACK_EVERY_SECONDS, parts.feedback.refresh)
    ticker.add("lessons", LESSONS_EVERY_SECONDS, parts.feedback.sweep)
    ticker.add("purge", PURGE_EVERY_SECONDS, lambda: _purge(parts.store))
    ticker.start()
    stack.callback(ticker.stop)
    runner.start()
    stack.push_async_callback(runner.stop, STOP_SECONDS)
    intake.start()
    stack.push_async_callback(intake.stop)
    if slack is not None:
        slack.start()
        stack.push_async_callback(slack.stop)
    if parts.settings.tocsin_runbooks:
        loading = runbooks.load(parts.settings.tocsin_runbooks, parts.runbooks)
        stack.push_async_callback(_cancel, asyncio.create_task(loading, name="runbooks"))
    suggesting = asyncio.create_task(Triage().warm(), name="warm-suggestions")
    stack.push_async_callback(_cancel, suggesting)
    if parts.analysts.configured:
        warming = asyncio.create_task(parts.analysts.warm(), name="warm-models")
        stack.push_async_callback(_cancel, warming)


async def _cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _purge(store: Store) -> None:
    await store.write(idempotency.purge, system("purge"))
    await store.write(inbox.purge, system("purge"))
    await store.write(jobs.purge, system("purge"))


async def serve(settings: Settings, warnings: list[str]) -> None:
    """Run until SIGTERM or SIGINT, then drain; a second signal a second later ends it now."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    first: list[float] = []

    def ask_to_stop() -> None:
        # make passes a signal on to its children, so that one arrives twice within a millisecond
        if first and loop.time() - first[0] >= SECOND_SIGNAL_SECONDS:
            os._exit(1)
        first.append(loop.time())
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ask_to_stop)
    async with running(settings):
        _say_ready(settings, warnings)
        await stop.wait()
        log.info("app.draining")
    log.info("app.stopped")


def _say_ready(settings: Settings, warnings: list[str]) -> None:
    for warning in warnings:
        log.warning("settings.odd", warning=warning)
    if settings.slack is SlackMode.OFF:
        log.warning("slack.off", why="no Slack token is set: REST and webhooks only")
    if settings.provider is Provider.OFFLINE and settings.ai_provider is not Provider.OFFLINE:
        log.warning(
            "ai.offline",
            why="no model is asked: set OPENAI_API_KEY or ANTHROPIC_API_KEY for one",
        )
    url = f"{loopback_url(settings)}/"
    log.info("app.ready", url=url, slack=settings.slack.value, ai=settings.provider.value)
    print(f"Tocsin ready: {url}", file=sys.stderr, flush=True)  # noqa: T201  the ready line
