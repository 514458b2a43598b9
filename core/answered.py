"""Answers that were paid for once and are told again: a cache by content hash."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import and_, or_, select

from core.actor import Actor
from core.ai.analyst import SHORTENED
from core.domain.analysis import Analysis, Reading, Usage
from core.domain.incident import incident_name
from core.store import tables
from core.store.work import Read

CACHED_FOR = timedelta(days=1)
READ_AT = "read at "


def before(
    read: Read,
    actor: Actor,
    number: int,
    sha256: str,
    *,
    manners: Sequence[str],
    prompt_version: str,
) -> Reading | None:
    """What a model answered to the question of incident `number` within a day, or None.

    `sha256` is the content of the question, `prompt_version` that of the prompt. `manners` are the
    ways in which it would be asked now: which model, where, and with which parameters. Answers to
    a private incident are never told elsewhere, shortened ones to nobody again.
    """
    del actor
    analyses, incidents = tables.analyses.c, tables.incidents.c
    elsewhere = and_(incidents.visibility == "public", incidents.deleted_at.is_(None))
    rows = read.connection.execute(
        select(tables.analyses.c.incident_id, tables.analyses.c.reading)
        .join(tables.incidents, incidents.id == analyses.incident_id)
        .where(
            analyses.input_sha256 == sha256,
            analyses.prompt_version == prompt_version,
            analyses.reading["manner"].as_string().in_(manners),
            analyses.final,
            analyses.created_at > read.now - CACHED_FOR,
            # a copy has no tokens of its own, and must not make the day longer
            analyses.input_tokens > 0,
            or_(elsewhere, incidents.id == number),
        )
        .order_by(analyses.id.desc())
        .limit(20)
    )
    for source, stored in rows:
        known = Reading.model_validate(stored)
        if known.fallback_reason is None and not any(n.startswith(SHORTENED) for n in known.notes):
            notes = (f"from the cache of {incident_name(source)}",)
            return known.model_copy(update={"usage": Usage(), "notes": notes})
    return None


def still_standing(known: Analysis | None, refused: Reading) -> Reading:
    """What to tell when no model answered afresh: `known`, if a model made it of the same input.

    It says when it was read and why not again. Otherwise `refused`, the offline analyst's.
    """
    if known is None or known.analyst == "offline" or known.fallback_reason is not None:
        return refused
    read_at = f"{READ_AT}{known.created_at:%Y-%m-%d %H:%M} UTC"
    kept = tuple(note for note in known.notes if note.startswith((SHORTENED, READ_AT)))
    if not any(note.startswith(READ_AT) for note in kept):
        kept += (read_at,)
    told = Reading.model_validate(known.model_dump(include=set(Reading.model_fields)))
    notes = (*kept, f"not read afresh: {refused.fallback_reason}")
    return told.model_copy(update={"usage": refused.usage, "notes": notes})
