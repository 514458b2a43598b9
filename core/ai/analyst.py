"""The analysts behind the offline one: ask a model, check its answer, or say why there is none."""

import asyncio
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from core.ai import material, reading, verification
from core.ai.answers import AnalysisAnswer, SectionAnswer
from core.ai.budget import Budget
from core.ai.egress import Door, Egress, MaskingFailed
from core.ai.failover import Failover, NobodyAnswered
from core.ai.model import Reply
from core.ai.prices import added
from core.ai.prompts import Prompts
from core.clock import Clock
from core.domain.analysis import Case, Claims, Reading, Usage
from core.logs.model import LogDigest

EVIDENCE_TOKENS = 10_000
FACTS_CHARACTERS = 24_000
KEPT_FOR_CHECKING = 0.5
SHORTEST_CALL = 1.0


@dataclass(frozen=True)
class Improved:
    """RCA sections in better words: `texts` has the changed ones, `reasons` why others did not."""

    texts: dict[str, str] = field(default_factory=dict)
    analyst: str = "offline"
    model: str | None = None
    usage: Usage = field(default_factory=Usage)
    claims: Claims = field(default_factory=Claims)
    reasons: tuple[str, ...] = ()


class Analysts:
    """Every model that may be asked, behind one door, with one budget."""

    def __init__(
        self,
        failover: Failover,
        prompts: Prompts,
        egress: Egress,
        budget: Budget,
        clock: Clock,
        *,
        max_tokens: int = 2000,
    ) -> None:
        self._failover = failover
        self.prompts = prompts
        self.egress = egress
        self.budget = budget
        self._clock = clock
        self._max_tokens = max_tokens

    @property
    def configured(self) -> bool:
        """Whether there is a model to ask."""
        return bool(self._failover.models)

    async def warm(self) -> None:
        """Import the SDKs in threads, so that the first analysis needn't wait for them."""
        await self._failover.warm()

    async def close(self) -> None:
        """Close the connections."""
        await self._failover.close()

    async def read(
        self,
        case: Case,
        digest: LogDigest | None,
        offline: Reading,
        *,
        seconds: float,
        team: str | None,
    ) -> Reading:
        """A model's verified reading of `case` within `seconds`, or `offline` and the reason why.

        `offline` is what the offline analyst said of the same case. Raises only when cancelled.
        """
        if not self.configured:
            return offline
        until = self._clock.monotonic() + seconds - KEPT_FOR_CHECKING
        incident = hashlib.sha256(case.title.encode()).hexdigest()
        if refusal := self.budget.refusal(incident):
            return _fallen_back(offline, refusal, Usage(), 0)
        door = self.egress.open()
        try:
            return await self._ask(case, digest, offline, team, door, until, incident)
        except MaskingFailed as failure:
            return _fallen_back(offline, str(failure), Usage(), 0)
        except NobodyAnswered as failure:
            self.budget.book(incident, failure.usage)
            return _fallen_back(offline, failure.reason, failure.usage, door.masked)

    async def _ask(
        self,
        case: Case,
        digest: LogDigest | None,
        offline: Reading,
        team: str | None,
        door: Door,
        until: float,
        incident: str,
    ) -> Reading:
        cited = list(_cited(offline))
        sent = await asyncio.to_thread(
            lambda: material.gather(case, digest, cited, door, budget=EVIDENCE_TOKENS)
        )
        prompt = self.prompts.get("analysis", team)
        system, text = prompt.fill(evidence=sent.text, mark=door.mark)
        sealed = await asyncio.to_thread(door.seal, system, text)
        reply = await self._failover.ask(
            "analysis",
            sealed,
            AnalysisAnswer,
            max_tokens=self._max_tokens,
            seconds=max(until - self._clock.monotonic(), SHORTEST_CALL),
        )
        self.budget.book(incident, reply.usage)
        made = await asyncio.to_thread(
            reading.verified, reply, sent, door, case, offline, prompt.version
        )
        if made.claims.verified == 0 and made.claims.total:
            label = {"openai": "OpenAI", "anthropic": "Anthropic"}[reply.provider]
            why = f"{label}: none of its {made.claims.total} claims held"
            fallen = _fallen_back(offline, why, reply.usage, door.masked)
            told = reading.instructions(sent, case)
            return fallen.model_copy(update={"findings": fallen.findings + told})
        return made

    async def improve(
        self, section: str, facts: str, draft: str, *, seconds: float, team: str | None = None
    ) -> tuple[str, Usage, Claims] | str:
        """A section of an RCA in better words, its cost and how its sentences fared; or why not."""
        improved = await self._improve(section, facts, draft, seconds, team)
        if isinstance(improved, str):
            return improved
        reply, text, claims = improved
        return text, reply.usage, claims

    async def _improve(
        self, section: str, facts: str, draft: str, seconds: float, team: str | None
    ) -> tuple[Reply[SectionAnswer], str, Claims] | str:
        if not self.configured:
            return "no model is configured"
        incident = hashlib.sha256(facts.encode()).hexdigest()
        if refusal := self.budget.refusal(incident):
            return refusal
        door = self.egress.open()
        try:
            masked_facts = await asyncio.to_thread(door.mask, facts[:FACTS_CHARACTERS])
            masked_draft = await asyncio.to_thread(door.mask, draft)
            system, text = self.prompts.get("rca", team).fill(
                section=section,
                facts=door.fence("facts", masked_facts),
                draft=door.fence("draft", masked_draft),
                mark=door.mark,
            )
            sealed = await asyncio.to_thread(door.seal, system, text)
            reply = await self._failover.ask(
                "rca", sealed, SectionAnswer, max_tokens=self._max_tokens, seconds=seconds
            )
        except MaskingFailed as failure:
            return str(failure)
        except NobodyAnswered as failure:
            self.budget.book(incident, failure.usage)
            return failure.reason
        self.budget.book(incident, reply.usage)
        return _checked(reply, door, f"{masked_facts}\n{masked_draft}")

    async def improve_sections(
        self, drafts: Mapping[str, str], *, facts: str, seconds: float, team: str | None = None
    ) -> Improved:
        """Each section asked by itself, side by side, so that the token limit cuts none of them."""
        drafts = {name: text for name, text in drafts.items() if text.strip()}
        outcomes = await asyncio.gather(
            *(self._improve(name, facts, text, seconds, team) for name, text in drafts.items())
        )
        texts: dict[str, str] = {}
        reasons: dict[str, None] = {}
        usage, verified, total = Usage(), 0, 0
        who: tuple[str, str | None] = ("offline", None)
        for name, outcome in zip(drafts, outcomes, strict=True):
            if isinstance(outcome, str):
                reasons[outcome] = None
                continue
            reply, texts[name], claims = outcome
            usage = added(usage, reply.usage)
            verified, total = verified + claims.verified, total + claims.total
            who = (reply.provider, reply.model)
        counted = Claims(verified=verified, total=total)
        return Improved(texts, *who, usage=usage, claims=counted, reasons=tuple(reasons))


def _checked(
    reply: Reply[SectionAnswer], door: Door, facts: str
) -> tuple[Reply[SectionAnswer], str, Claims] | str:
    """The section if every sentence of it held; one false sentence costs the whole of it."""
    sentences = [s for s in reading.SENTENCES.split(reply.answer.text.strip()) if s]
    held = [s for s in sentences if not verification.prose_problems(s, facts)]
    claims = Claims(verified=len(held), total=len(sentences))
    if not sentences or len(held) < len(sentences):
        return f"{len(sentences) - len(held)} of {len(sentences)} sentences did not hold"
    return reply, door.restore(" ".join(held)), claims


def _fallen_back(offline: Reading, reason: str, usage: Usage, masked: int) -> Reading:
    return offline.model_copy(update={"fallback_reason": reason, "usage": usage, "masked": masked})


def _cited(offline: Reading) -> Iterator[tuple[str, int]]:
    """The lines that the offline analyst rests on, best first."""
    cited = [claim.citations for claim in (*offline.root_causes, *offline.findings)]
    cited += [step.citations for step in offline.recommendations]
    for citation in chain.from_iterable([*cited, offline.severity.citations]):
        yield citation.evidence, citation.line
