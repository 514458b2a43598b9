"""Jobs that gave up: seen and tried again by admins."""

from datetime import datetime

from sqlalchemy import insert, select

from core import tokens
from core.actor import Actor, system
from core.store import tables
from core.store.work import Read, Work
from tests.bot.web.server import Web, bearer, problem

PATH = "/api/v1/jobs"


def queued(work: Work, actor: Actor, *, parked: bool = False, error: str | None = None) -> int:
    """Put a job into the queue, as one that gave up if `parked`."""
    statement = insert(tables.jobs).values(
        reaction="post_card",
        lane="incident:1",
        priority=0,
        key=None,
        incident_id=None,
        event_seq=None,
        args={},
        run_at=work.now,
        attempt=8 if parked else 0,
        attempts_before=0,
        parked_at=work.now if parked else None,
        error=error,
        request_id=actor.request_id,
        workspace_id="local",
        created_at=work.now,
    )
    return int(work.connection.execute(statement.returning(tables.jobs.c.id)).scalar_one())


def due(read: Read, actor: Actor, job: int) -> datetime | None:
    """When a job runs next, unless it is parked."""
    row = read.connection.execute(select(tables.jobs).where(tables.jobs.c.id == job)).one()
    return None if row.parked_at else row.run_at


async def test_parked_jobs_are_listed(either_web: Web) -> None:
    """Jobs that gave up are listed with their error, newest first and page by page."""
    store, by = either_web.store, system("test")
    first = await store.write(queued, by, parked=True, error="channel_not_found")
    await store.write(queued, by)
    second = await store.write(queued, by, parked=True)
    page = await (await either_web.client.get(f"{PATH}?state=parked&limit=1")).json()
    assert [job["id"] for job in page["items"]] == [second]
    rest = await (await either_web.client.get(f"{PATH}?limit=1&cursor={page['next']}")).json()
    assert [(job["id"], job["error"]) for job in rest["items"]] == [(first, "channel_not_found")]
    assert rest["next"] is None
    pending = await (await either_web.client.get(f"{PATH}?state=pending")).json()
    assert [job["state"] for job in pending["items"]] == ["pending"]


async def test_a_parked_job_is_tried_again(web: Web) -> None:
    """Retry makes the job due; with an Idempotency-Key it happens once."""
    job = await web.store.write(queued, system("test"), parked=True)
    for _ in range(2):
        answer = await web.client.post(f"{PATH}/{job}/retry", headers={"Idempotency-Key": "again"})
        assert answer.status == 200, await answer.text()
        assert (await answer.json())["state"] == "pending"
    assert await web.store.read(due, system("test"), job) is not None


async def test_only_parked_jobs_can_be_retried(web: Web) -> None:
    """A job that waits is 409, one that isn't there 404, a foreign cursor 400."""
    job = await web.store.write(queued, system("test"))
    await problem(await web.client.post(f"{PATH}/{job}/retry"), 409)
    for name in ("99", "x", "0", "99999999999999999999"):
        await problem(await web.client.post(f"{PATH}/{name}/retry"), 404)
    await problem(await web.client.get(f"{PATH}?cursor=x"), 400)
    await problem(await web.client.get(f"{PATH}?state=lost"), 422)


async def test_jobs_are_for_admins(closed_web: Web) -> None:
    """Another scope than admin sees no job."""
    scopes = frozenset({"incidents:read", "incidents:write"})
    token = await closed_web.store.write(tokens.create, system("test"), "writer", scopes)
    await problem(await closed_web.client.get(PATH, headers=bearer(token)), 403)
    await problem(await closed_web.client.post(f"{PATH}/1/retry", headers=bearer(token)), 403)
