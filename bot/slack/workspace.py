"""The one way out to Slack: every call is paced, counted, and its failures told apart."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.pace import CHANNEL_SECONDS, UPDATE_BURST, UPDATE_SECONDS, Pace
from core import posts
from core.actor import Actor
from core.clock import Clock
from core.errors import TocsinError
from core.store.jobs import Job, RetryLater
from core.store.store import Store
from core.telemetry import Metrics

CALL_SECONDS = 10.0
WITNESS_SECONDS = 2.0
EVENT_TYPE = "tocsin_post"
TRANSIENT = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)
HISTORY_LIMIT = 15
# these take no JSON body (docs.slack.dev/apis/web-api)
READING = frozenset(
    {
        "auth.test",
        "chat.getPermalink",
        "conversations.history",
        "conversations.info",
        "conversations.list",
        "conversations.replies",
        "reactions.get",
        "users.info",
    }
)

log = structlog.get_logger(__name__)


class SlackRefusal(TocsinError):
    """Slack said no, and would say so again; `code` is its error."""

    slug = "slack"
    status = 502
    title = "Slack refused"

    def __init__(self, method: str, code: str, needed: str = "") -> None:
        remedy = REMEDIES.get(code, "").format(needed=needed)
        super().__init__(f"Slack refused {method}: {code}. {remedy}".strip())
        self.code = code
        self.remedy = remedy


REMEDIES: Mapping[str, str] = {
    "missing_scope": "Add the scope {needed} to the app and install it again.",
    "not_in_channel": "Invite the bot to the channel.",
    "channel_not_found": "Create the channel and invite the bot, or set SLACK_CHANNEL.",
    "invalid_auth": "Check SLACK_BOT_TOKEN.",
    "token_revoked": "Install the app again and set SLACK_BOT_TOKEN.",
    "account_inactive": "Install the app again and set SLACK_BOT_TOKEN.",
    "restricted_action": "Ask a workspace admin to let the app create channels.",
    "is_archived": "Unarchive the channel.",
}


class Workspace:
    """Slack's Web API for one workspace, as jobs and listeners use it."""

    def __init__(
        self,
        *,
        token: str,
        base_url: str,
        workspace_id: str,
        store: Store,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self.workspace_id = workspace_id
        self.bot_user_id = ""
        self.bot_id = ""
        self.name = ""
        self._token = token
        self._base_url = base_url
        self._store = store
        self._clock = clock
        self._metrics = metrics
        self._posting = Pace(clock, CHANNEL_SECONDS)
        self._updating = Pace(clock, UPDATE_SECONDS, UPDATE_BURST)
        self._session: aiohttp.ClientSession | None = None
        self._client: AsyncWebClient | None = None

    async def open(self) -> None:
        """Open the connection pool; no call is made yet."""
        # with a session of ours the client's own time-out is ignored, so it stands here
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS))
        self._client = AsyncWebClient(
            token=self._token,
            base_url=self._base_url,
            session=self._session,
            # a retried post is a doubled post; the job queue retries
            retry_handlers=[],
        )
        if self._base_url.startswith(("http://127.", "http://localhost", "http://[::1]")):
            # the SDK takes HTTP_PROXY for loopback, too
            self._client.proxy = None

    async def close(self) -> None:
        """Close the connection pool."""
        if self._session is not None:
            await self._session.close()

    async def identify(self) -> None:
        """Ask Slack who the bot is.

        Raises:
            SlackRefusal, RetryLater.
        """
        answer = await self.call("auth.test")
        self.bot_user_id = answer.get("user_id", "")
        self.bot_id = answer.get("bot_id", "")
        self.name = answer.get("team", "")

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """One call of the Web API.

        Raises:
            SlackRefusal: Slack said no for good.
            RetryLater: over a rate limit.
            SlackAway: it can't be told whether Slack did it.
        """
        if self._client is None:
            raise SlackAway(method, "not connected yet")
        sent = {name: value for name, value in arguments.items() if value is not None}
        try:
            answer = await self._api_call(self._client, method, sent)
        except SlackApiError as error:
            raise self._refused(method, error) from None
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
            self._count(method, "away")
            raise SlackAway(method, type(error).__name__) from None
        self._count(method, "ok")
        return dict(answer.data) if isinstance(answer.data, dict) else {}

    @staticmethod
    async def _api_call(
        client: AsyncWebClient, method: str, sent: dict[str, Any]
    ) -> AsyncSlackResponse:
        if method not in READING:
            return await client.api_call(method, json=sent)
        query = {name: int(v) if isinstance(v, bool) else v for name, v in sent.items()}
        return await client.api_call(method, http_verb="GET", params=query)

    def _refused(self, method: str, error: SlackApiError) -> Exception:
        response = error.response
        data = response.data if isinstance(response.data, dict) else {}
        code = str(data.get("error", "")) or f"http_{response.status_code}"
        if response.status_code == 429 or code == "ratelimited":
            self._count(method, "ratelimited")
            wait = float(response.headers.get("Retry-After", "1") or 1)
            return RetryLater(wait, f"Slack's rate limit for {method}")
        if response.status_code >= 500 or code in TRANSIENT:
            self._count(method, "away")
            return SlackAway(method, code)
        self._count(method, "refused")
        log.warning("slack.refused", method=method, error=code)
        return SlackRefusal(method, code, str(data.get("needed", "")))

    def _count(self, method: str, outcome: str) -> None:
        self._metrics.slack_requests.labels(method=method, outcome=outcome).inc()
        if outcome in ("ok", "away"):
            self._metrics.dependency_up.labels(dependency="slack").set(outcome == "ok")

    async def respond(self, response_url: str, message: dict[str, Any]) -> bool:
        """Answer a person where they acted; False when the address is used up or too old.

        Raises:
            SlackAway.
        """
        if self._session is None:
            raise SlackAway("response_url", "not connected yet")
        body = {**message, "response_type": "ephemeral", "replace_original": False}
        try:
            async with self._session.post(response_url, json=body) as response:
                status = response.status
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            self._count("response_url", "away")
            raise SlackAway("response_url", type(error).__name__) from None
        self._count("response_url", "ok" if status < 300 else "refused")
        return status < 300

    async def download(self, address: str, most: int) -> bytes:
        """The content of a file in Slack, at most `most` bytes.

        Raises:
            SlackRefusal: not Slack's address, not given, or larger.
            SlackAway.
        """
        if self._session is None:
            raise SlackAway("file", "not connected yet")
        if not is_slacks(address, self._base_url):
            raise SlackRefusal("file", "not_slacks_address")
        headers = {"Authorization": f"Bearer {self._token}"}
        try:
            async with self._session.get(
                address, headers=headers, allow_redirects=False
            ) as response:
                # without the scope Slack answers with its page to sign in
                if response.status != HTTPStatus.OK or response.content_type == "text/html":
                    raise SlackRefusal("file", "missing_scope", "files:read")
                content = await response.content.read(most + 1)
                while len(content) <= most and (more := await response.content.read(most)):
                    content += more
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise SlackAway("file", type(error).__name__) from None
        if len(content) > most:
            raise SlackRefusal("file", "file_too_large")
        return content

    async def post(
        self,
        actor: Actor,
        job: Job,
        *,
        purpose: str,
        channel: str,
        text: str,
        blocks: list[dict[str, Any]],
        thread_ts: str | None = None,
    ) -> str:
        """Post once for this job, whatever happened to earlier attempts; returns the `ts`.

        Raises:
            SlackRefusal, RetryLater, SlackAway.
        """
        wanted = posts.Post(job.id, purpose, job.incident_id, channel, thread_ts, None)
        intent = await self._store.write(posts.intend, actor, wanted)
        if intent.post.ts is not None:
            return intent.post.ts
        ts = await self._find(actor, intent.post) if intent.in_doubt else None
        if ts is None:
            ts = await self._send(actor, intent.post, text, blocks)
        return await self._store.write(posts.stands, actor, job.id, intent.post.channel, ts)

    async def _send(
        self, actor: Actor, post: posts.Post, text: str, blocks: list[dict[str, Any]]
    ) -> str:
        await self._posting.turn(post.channel)
        incident = f"INC-{post.incident}" if post.incident else ""
        payload = {"job": str(post.job_id), "incident": incident, "purpose": post.purpose}
        try:
            answer = await self.call(
                "chat.postMessage",
                channel=post.channel,
                thread_ts=post.thread_ts,
                text=text,
                blocks=blocks,
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": EVENT_TYPE, "event_payload": payload},
            )
        except (SlackRefusal, RetryLater):
            await self._store.write(posts.forget, actor, post.job_id)
            raise
        return str(answer["ts"])

    async def _find(self, actor: Actor, post: posts.Post) -> str | None:
        """Where an attempt in doubt ended: by our own message event, else by reading back."""
        until = self._clock.monotonic() + WITNESS_SECONDS
        while (left := until - self._clock.monotonic()) > 0:
            seen = await self._store.read(posts.by_job, actor, post.job_id)
            if seen is not None and seen.ts is not None:
                return seen.ts
            await self._store.wait_changed(min(left, 0.2))
        method, place = "conversations.history", {"channel": post.channel}
        if post.thread_ts:
            method, place = "conversations.replies", {**place, "ts": post.thread_ts}
        cursor: str | None = None
        for _ in range(4):
            page = await self.call(
                method,
                **place,
                include_all_metadata=True,
                limit=HISTORY_LIMIT if post.thread_ts is None else 200,
                cursor=cursor,
            )
            for message in page.get("messages", []):
                if job_of(message) == post.job_id:
                    return str(message["ts"])
            cursor = page.get("response_metadata", {}).get("next_cursor") or None
            if cursor is None:
                break
        return None

    async def update(
        self, channel: str, ts: str, *, text: str, blocks: list[dict[str, Any]]
    ) -> None:
        """Edit a message of ours in place."""
        await self.call("chat.update", channel=channel, ts=ts, text=text, blocks=blocks)

    async def update_turn(self) -> None:
        """Wait for a turn to edit; render after it, so that the edit shows the newest state."""
        await self._updating.turn(self.workspace_id)


class SlackAway(Exception):
    """No answer, or one that doesn't tell whether the call was done; the job tries again."""

    away = True

    def __init__(self, method: str, why: str) -> None:
        super().__init__(f"Slack did not answer {method}: {why}")


def is_slacks(address: str, base_url: str) -> bool:
    """Whether a token may be sent there: Slack's files, or the server that `base_url` names."""
    asked, own = urlsplit(address), urlsplit(base_url)
    host = asked.hostname or ""
    slacks = asked.scheme == "https" and (host == "slack.com" or host.endswith(".slack.com"))
    return slacks or (asked.scheme, asked.netloc) == (own.scheme, own.netloc)


def job_of(message: Mapping[str, Any]) -> int | None:
    """The job id that a message of ours carries, or None for any other message."""
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    job = str((metadata.get("event_payload") or {}).get("job", ""))
    return int(job) if job.isdigit() else None
