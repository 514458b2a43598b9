"""The composition root: builds every part, starts them in order, and drains them."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version

import structlog
from aiohttp import web
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp

from bot import keys, readiness
from bot.clock import Ticker
from bot.intake import Intake
from bot.reactions import Handler, core_handlers, reactions, slack_handlers
from bot.runner import Runner
from bot.slack import door
from bot.slack.desk import Desk
from bot.slack.inbound import Inbound
from bot.slack.manifest import manifest
from bot.slack.socket import Socket
from bot.slack.workspace import SlackAway, SlackRefusal, Workspace
from bot.web import hooks
from bot.web.app import build_app
from bot.web.config import WebConfig
from core import homes, idempotency
from core.actor import Actor, Principal, PrincipalKind, Via, system
from core.ai import offline
from core.ai.analyst import Analysts
from core.ai.build import build_analysts
from core.ai.config import AiConfig
from core.analysis import Analyses
from core.clock import Clock, Ids, RandomIds, SystemClock
from core.commands import Commands
from core.errors import SettingsError
from core.rca import Rcas
from core.settings import Provider, Settings, SlackMode
from core.store.jobs import RetryLater
from core.store.store import Store
from core.summaries import summarise_logs
from core.telemetry import Metrics
from core.triage import suggest_severity
from core.views import Views

CONCURRENT_JOBS = 16
STOP_SECONDS = 8.0
GAUGES_EVERY_SECONDS = 5.0
PURGE_EVERY_SECONDS = 3600.0
IDENTIFY_RETRY_SECONDS = 5.0
SECOND_SIGNAL_SECONDS = 1.0
SANDBOX_WORKSPACE = "local"

log = structlog.get_logger(__name__)


@dataclass
class SlackSide:
    """The parts that only exist where there is a Slack."""

    desk: Desk
    app: AsyncApp
    secrets: tuple[str, ...]
    socket: Socket | None


@dataclass
class App:
    """One running Tocsin."""

    settings: Settings
    clock: Clock
    ids: Ids
    metrics: Metrics
    store: Store
    analysts: Analysts
    runner: Runner
    intake: Intake
    slack: SlackSide | None
    web: web.Application
    draining: bool = field(default=False)


def ai_config(settings: Settings) -> AiConfig:
    """The settings that the models need."""
    return AiConfig.from_settings(settings)


def slack_credentials(settings: Settings) -> tuple[str, tuple[str, ...], str, str, str]:
    """Token, signing secrets, app token, API address and workspace id for the mode that is on."""
    if settings.slack is SlackMode.SANDBOX:
        made = keys.sandbox_keys(settings.tocsin_data_dir)
        api = f"{loopback_url(settings)}/sandbox/api/"
        return made.bot_token, (made.signing_secret,), "", api, SANDBOX_WORKSPACE
    token = settings.slack_bot_token
    app_token = settings.slack_app_token
    return (
        token.get_secret_value() if token else "",
        tuple(secret.get_secret_value() for secret in settings.slack_signing_secret),
        app_token.get_secret_value() if app_token and settings.slack is SlackMode.SOCKET else "",
        settings.slack_api_url,
        SANDBOX_WORKSPACE,
    )


def loopback_url(settings: Settings) -> str:
    """Where this process reaches itself."""
    host = settings.tocsin_host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def web_config(settings: Settings) -> WebConfig:
    """The settings that the web needs."""
    return WebConfig(
        host=settings.tocsin_host,
        port=settings.port,
        public_url=settings.public_url,
        api_tokens=_plain(settings.tocsin_api_token),
        webhook_tokens=_plain(settings.tocsin_webhook_token),
        webhook_secrets={
            source: _plain(secrets) for source, secrets in settings.webhook_secrets.items()
        },
        max_body=settings.tocsin_max_body,
        rate_limit=settings.tocsin_rate_limit,
        environment=settings.environment,
        sandbox=settings.slack is SlackMode.SANDBOX,
    )


def _plain(secrets: Iterable[SecretStr]) -> tuple[str, ...]:
    return tuple(secret.get_secret_value() for secret in secrets)


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator["App"]:
    """A Tocsin that listens and works until the block ends; then it drains.

    Raises:
        SettingsError: the port is taken, or a folder can't be made.
        DatabaseUnusable: the database can't be used.
    """
    async with AsyncExitStack() as stack:
        app = await _build(settings, stack)
        await _listen(app, stack)
        await _work(app, stack)
        try:
            yield app
        finally:
            app.draining = True


async def _build(settings: Settings, stack: AsyncExitStack) -> "App":
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
        ids=ids,
        data_dir=settings.tocsin_data_dir,
    )
    stack.push_async_callback(store.close)
    analysts = build_analysts(ai_config(settings), clock=clock)
    stack.push_async_callback(analysts.close)
    views = Views(settings.public_url)
    analyses = Analyses(store, analysts, offline.analyse, clock, settings.ai_timeout)
    rcas = Rcas(store, views, analysts, clock, settings.ai_timeout)
    commands = Commands(
        store, views, suggest_severity, summarise_logs, clock, settings.slack_command
    )
    intake = Intake(
        store=store, parse=hooks.read, suggest=suggest_severity, ids=ids, metrics=metrics
    )
    slack = await _slack_side(settings, stack, store, views, commands, clock, ids, metrics)
    handlers: dict[str, Handler] = core_handlers(store, analyses, rcas)
    if slack is not None:
        handlers |= slack_handlers(slack.desk, _reader(settings))
    runner = Runner(
        store,
        handlers,
        clock=clock,
        worker=f"{os.uname().nodename}-{os.getpid()}",
        concurrency=CONCURRENT_JOBS,
        on_lost=metrics.lease_lost.inc,
    )
    app = App(
        settings, clock, ids, metrics, store, analysts, runner, intake, slack, web.Application()
    )
    app.web = build_app(
        web_config(settings),
        store,
        views,
        analyses=analyses,
        rcas=rcas,
        intake=intake,
        commands=commands,
        suggest=suggest_severity,
        summarise_logs=summarise_logs,
        checks=readiness.checks(store, runner, metrics, lambda: _slack_state(slack)),
        metrics=metrics,
        draining=lambda: app.draining,
        scraped=lambda: readiness.gauges(store, metrics),
    )
    if slack is not None and slack.secrets:
        inbound = Inbound(slack.app, slack.secrets, clock)
        app.web.router.add_post("/slack/events", inbound.handle)
    return app


def _reader(settings: Settings) -> str | None:
    names = {Provider.OPENAI: "OpenAI", Provider.ANTHROPIC: "Anthropic"}
    return names.get(settings.provider)


async def _slack_side(
    settings: Settings,
    stack: AsyncExitStack,
    store: Store,
    views: Views,
    commands: Commands,
    clock: Clock,
    ids: Ids,
    metrics: Metrics,
) -> SlackSide | None:
    if settings.slack is SlackMode.OFF:
        return None
    token, secrets, app_token, api_url, workspace_id = slack_credentials(settings)
    workspace = Workspace(
        token=token,
        base_url=api_url,
        workspace_id=workspace_id,
        store=store,
        clock=clock,
        metrics=metrics,
    )
    await workspace.open()
    stack.push_async_callback(workspace.close)
    desk = Desk(
        store=store,
        views=views,
        commands=commands,
        workspace=workspace,
        clock=clock,
        ids=ids,
        channel=settings.slack_channel,
        channel_severity=settings.slack_channel_severity,
    )
    app = door.build(desk, metrics, token, secrets[0] if secrets else "")
    socket = Socket(app, app_token, api_url, clock) if app_token else None
    return SlackSide(desk, app, secrets, socket)


async def _listen(app: "App", stack: AsyncExitStack) -> None:
    """Open the one port; the sandbox is mounted before, so that its page is there at once."""
    settings = app.settings
    if settings.slack is SlackMode.SANDBOX:
        await _mount_sandbox(app, stack)
    runner = web.AppRunner(app.web, access_log=None, shutdown_timeout=STOP_SECONDS / 2)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    site = web.TCPSite(runner, settings.tocsin_host, settings.port)
    try:
        await site.start()
    except OSError as error:
        example = f"for example PORT={settings.port + 1}"
        raise SettingsError(
            [f"PORT: {settings.port} is taken ({error.strerror}); set another one ({example})"]
        ) from None


async def _mount_sandbox(app: "App", stack: AsyncExitStack) -> None:
    from bot.sandbox import Sandbox, SandboxConfig

    settings = app.settings
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
    app.web.add_subapp("/sandbox", sandbox.application())


async def _work(app: "App", stack: AsyncExitStack) -> None:
    """Start what works in the background; it stops in the opposite order."""
    ticker = Ticker()
    ticker.add("gauges", GAUGES_EVERY_SECONDS, lambda: readiness.gauges(app.store, app.metrics))
    ticker.add("purge", PURGE_EVERY_SECONDS, lambda: _purge(app))
    ticker.start()
    stack.callback(ticker.stop)
    app.runner.start()
    stack.push_async_callback(app.runner.stop, STOP_SECONDS)
    app.intake.start()
    stack.push_async_callback(app.intake.stop)
    if app.slack is not None:
        task = asyncio.create_task(_identify(app, app.slack), name="slack-identify")
        stack.push_async_callback(_cancel, task)
        if app.slack.socket is not None:
            app.slack.socket.start()
            stack.push_async_callback(app.slack.socket.stop)
    if app.analysts.configured:
        task = asyncio.create_task(app.analysts.warm(), name="warm-models")
        stack.push_async_callback(_cancel, task)


async def _cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def _identify(app: "App", slack: SlackSide) -> None:
    """Learn who the bot is; Slack being away at the start only delays it."""
    workspace = slack.desk.workspace
    while True:
        try:
            await workspace.identify()
        except (SlackRefusal, SlackAway, RetryLater) as error:
            log.warning("slack.not_identified", why=str(error))
            await app.clock.sleep(IDENTIFY_RETRY_SECONDS)
            continue
        actor = Actor(
            Principal(PrincipalKind.SYSTEM, "tocsin", "Tocsin", workspace.workspace_id),
            Via.CLOCK,
            "start",
        )
        await app.store.write(
            homes.workspace, actor, workspace.name, workspace.bot_user_id, workspace.bot_id
        )
        log.info("slack.identified", workspace=workspace.name)
        return


async def _purge(app: "App") -> None:
    await app.store.write(idempotency.purge, system("purge"))


def _slack_state(side: SlackSide | None) -> str | None:
    """Why Slack is away, as far as it is known; None where it isn't, or there is none."""
    if side is None:
        return None
    if not side.desk.workspace.bot_user_id:
        return "Slack has not answered auth.test"
    if side.socket is not None and not side.socket.connected:
        return "Socket Mode is not connected"
    return None


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
    async with running(settings) as app:
        _say_ready(app, warnings)
        await stop.wait()
        log.info("app.draining")
    log.info("app.stopped")


def _say_ready(app: "App", warnings: list[str]) -> None:
    settings = app.settings
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
