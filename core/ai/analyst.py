"""The analysts behind the offline one: ask a model, check its answer, or say why there is none."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from core.ai import material, reading, verification
from core.ai.answers import AnalysisAnswer, SectionAnswer
from core.ai.budget import Account, Estimate, NoAccount, Standing, dollars, estimated
from core.ai.egress import Door, Egress, MaskingFailed, Sealed
from core.ai.failover import Ask, Failover, NobodyAnswered
from core.ai.model import Model, Reply
from core.ai.prices import added
from core.ai.prompts import Prompt, Prompts
from core.clock import Clock
from core.domain.analysis import Case, Claims, Outcome, Reading, Usage
from core.logs.model import LogDigest

EVIDENCE_TOKENS = 10_000
# below this a model sees too little to say more than the offline analyst does
LEAST_EVIDENCE_TOKENS = 1_000
FACTS_CHARACTERS = 24_000
FACTS_MASKED = 400_000
KEPT_FOR_CHECKING = 0.5
SHORTEST_CALL = 1.0
SHORTENED = "shortened: "
# where the budget is too small for all sections, these come first
IMPORTANCE = ("summary", "root_cause", "impact", "response", "detection")


@dataclass(frozen=True)
class Room:
    """How many tokens of evidence the money is enough for; `note` says it where that is less."""

    tokens: int
    note: str | None = None


@dataclass(frozen=True)
class Improved:
    """RCA sections in better words: `texts` has the changed ones, `reasons` why others did not.

    `kept` names the sections that stayed as they were drafted.
    """

    texts: dict[str, str] = field(default_factory=dict)
    analyst: str = "offline"
    model: str | None = None
    usage: Usage = field(default_factory=Usage)
    claims: Claims = field(default_factory=Claims)
    reasons: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """A section's sealed question, its door, and what its answer is checked against."""

    door: Door
    prompt: Sealed
    known: str


class Analysts:
    """Every model that may be asked, behind one door, each call booked on its incident."""

    def __init__(
        self,
        failover: Failover,
        prompts: Prompts,
        egress: Egress,
        clock: Clock,
        *,
        max_tokens: int = 2000,
        accounts: Callable[[int], Account] | None = None,
    ) -> None:
        self._failover = failover
        self.prompts = prompts
        self.egress = egress
        self._clock = clock
        self._max_tokens = max_tokens
        self._accounts = accounts

    @property
    def configured(self) -> bool:
        """Whether there is a model to ask."""
        return bool(self._failover.models)

    @property
    def manners(self) -> tuple[str, ...]:
        """How each model is asked for an analysis, in order: as `Reading.manner` has it."""
        return tuple(
            model.manner(AnalysisAnswer, self._max_tokens) for model in self._failover.models
        )

    def _account(self, incident: int | None) -> Account:
        if incident is None or self._accounts is None:
            return NoAccount()
        return self._accounts(incident)

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
        incident: int | None = None,
    ) -> Reading:
        """A model's verified reading of `case` within `seconds`, or `offline` and the reason why.

        `offline` is what the offline analyst said of the same case; `incident` the number of the
        incident whose budget pays. Raises what its account raises, and when cancelled.
        """
        if not self.configured:
            return offline
        until = self._clock.monotonic() + seconds - KEPT_FOR_CHECKING
        account, door = self._account(incident), self.egress.open()
        prompt = self.prompts.get("analysis", team)
        room = await self._room(prompt, await account.standing())
        if isinstance(room, str):
            return _fallen_back(offline, room, Usage(), 0)
        try:
            made = await self._ask(case, digest, offline, prompt, door, until, account, room)
        except MaskingFailed as failure:
            return _fallen_back(offline, str(failure), Usage(), 0)
        except NobodyAnswered as failure:
            made = _fallen_back(offline, failure.reason, failure.usage, door.masked)
        notes = await self._notes(account, made, room)
        return made.model_copy(update={"notes": made.notes + notes})

    async def dearest(self, standing: Standing) -> Estimate:
        """What an analysis of whole evidence may cost at most, by the model that is asked first."""
        prompt = self.prompts.get("analysis", None)
        return await self._estimate(self._failover.models[0], prompt, EVIDENCE_TOKENS, standing)

    async def _estimate(
        self, model: Model, prompt: Prompt, evidence: int, standing: Standing
    ) -> Estimate:
        """What an analysis may cost at most with so many tokens of evidence, as `model` counts."""
        system, text = prompt.fill(evidence="", mark="0" * 8)
        around = material.estimated_tokens(system) + material.estimated_tokens(text)
        around += material.answer_tokens(AnalysisAnswer)
        tokens = around + round(evidence / standing.ratio(model.model))
        return await estimated(model, "analysis", tokens, self._max_tokens, standing)

    async def _room(self, prompt: Prompt, standing: Standing) -> Room | str:
        """How much evidence the first model that can be paid gets; or why none can."""
        reasons: dict[str, None] = {}
        for model in self._failover.models:
            ratio = standing.ratio(model.model)
            full = await self._estimate(model, prompt, EVIDENCE_TOKENS, standing)
            least = await self._estimate(model, prompt, LEAST_EVIDENCE_TOKENS, standing)
            if (why := standing.refusal(least)) is not None:
                reasons[why] = None
                self._failover.count_refused(model, "analysis")
                continue
            return _room_between(least, full, ratio, standing)
        return "; ".join(reasons)

    async def _notes(self, account: Account, made: Reading, room: Room) -> tuple[str, ...]:
        standing = await account.standing()
        asked = self._failover.models[0]
        said = next((m for m in self._failover.models if m.model == made.model), asked)
        cut = (room.note,) if room.note and made.fallback_reason is None else ()
        return (*cut, *standing.told(await said.price() if standing.limits.any else None))

    async def _ask(
        self,
        case: Case,
        digest: LogDigest | None,
        offline: Reading,
        prompt: Prompt,
        door: Door,
        until: float,
        account: Account,
        room: Room,
    ) -> Reading:
        cited = list(_cited(offline))
        sent = await asyncio.to_thread(
            lambda: material.gather(case, digest, cited, door, budget=room.tokens)
        )
        system, text = prompt.fill(evidence=sent.text, mark=door.mark)
        sealed = await asyncio.to_thread(door.seal, system, text)
        reply = await self._failover.ask(
            Ask("analysis", sealed, self._max_tokens, account),
            AnalysisAnswer,
            seconds=max(until - self._clock.monotonic(), SHORTEST_CALL),
        )
        made = await asyncio.to_thread(
            reading.verified, reply, sent, door, case, offline, prompt.version
        )
        if made.claims.verified == 0 and made.claims.total:
            label = {"openai": "OpenAI", "anthropic": "Anthropic"}[reply.provider]
            why = f"{label}: none of its {made.claims.total} claims held"
            fallen = _fallen_back(offline, why, reply.usage, door.masked)
            told = reading.instructions(sent, case)
            return fallen.model_copy(update={"findings": fallen.findings + told})
        if room.note and made.outcome is Outcome.COMPLETE:
            return made.model_copy(update={"outcome": Outcome.PARTIAL})
        return made

    async def improve_sections(
        self,
        drafts: Mapping[str, str],
        *,
        facts: str,
        seconds: float,
        evidence: Sequence[str] = (),
        team: str | None = None,
        incident: int | None = None,
    ) -> Improved:
        """Each section asked by itself, side by side, so that the token limit cuts none of them.

        Where the budget of `incident` isn't enough for all, it is spent in the order of
        `IMPORTANCE`, and the others stay as drafted. `evidence` are the lines that facts and
        drafts quote pieces of: what is a secret in them is masked in every piece.
        """
        drafts = {name: text for name, text in drafts.items() if text.strip()}
        if not self.configured:
            return Improved(reasons=("no model is configured",), kept=tuple(drafts))
        account = self._account(incident)
        sealed = await asyncio.gather(
            *(self._sealed(name, facts, text, team, evidence) for name, text in drafts.items())
        )
        planned = await self._planned(dict(zip(drafts, sealed, strict=True)), account)
        outcomes = await asyncio.gather(
            *(self._improve(each, account, seconds) for each in planned.values())
        )
        return _improved(dict(zip(planned, outcomes, strict=True)))

    async def _sealed(
        self, section: str, facts: str, draft: str, team: str | None, evidence: Sequence[str]
    ) -> Section | str:
        door = self.egress.open()
        try:
            await asyncio.to_thread(door.learn, evidence)
            # cut after masking: half a secret has no shape by which it would be found
            whole = await asyncio.to_thread(door.mask, facts[:FACTS_MASKED])
            masked_facts = whole[:FACTS_CHARACTERS]
            masked_draft = await asyncio.to_thread(door.mask, draft)
            system, text = self.prompts.get("rca", team).fill(
                section=section,
                facts=door.fence("facts", masked_facts),
                draft=door.fence("draft", masked_draft),
                mark=door.mark,
            )
            prompt = await asyncio.to_thread(door.seal, system, text)
        except MaskingFailed as failure:
            return str(failure)
        return Section(door, prompt, f"{masked_facts}\n{masked_draft}")

    async def _planned(
        self, sections: Mapping[str, Section | str], account: Account
    ) -> dict[str, Section | str]:
        """The sections that the first model can be paid for, the others with the reason why not."""
        standing, model = await account.standing(), self._failover.models[0]
        if not standing.limits.any or len(self._failover.models) > 1:
            return dict(sections)
        planned = dict(sections)
        for name in sorted(sections, key=_importance):
            section = sections[name]
            if isinstance(section, str):
                continue
            tokens = Ask("rca", section.prompt, self._max_tokens, account).tokens(SectionAnswer)
            estimate = await estimated(model, "rca", tokens, self._max_tokens, standing)
            if (why := standing.refusal(estimate)) is not None:
                planned[name] = why
                self._failover.count_refused(model, "rca")
            else:
                standing = standing.after(estimate)
        return planned

    async def _improve(
        self, section: Section | str, account: Account, seconds: float
    ) -> tuple[Reply[SectionAnswer], str, Claims] | str:
        if isinstance(section, str):
            return section
        asked = Ask("rca", section.prompt, self._max_tokens, account)
        try:
            reply = await self._failover.ask(asked, SectionAnswer, seconds=seconds)
        except NobodyAnswered as failure:
            return failure.reason
        return _checked(reply, section.door, section.known)


def _importance(section: str) -> int:
    return IMPORTANCE.index(section) if section in IMPORTANCE else len(IMPORTANCE)


def _improved(outcomes: Mapping[str, tuple[Reply[SectionAnswer], str, Claims] | str]) -> Improved:
    texts: dict[str, str] = {}
    reasons: dict[str, None] = {}
    usage, verified, total = Usage(), 0, 0
    who: tuple[str, str | None] = ("offline", None)
    for name, outcome in outcomes.items():
        if isinstance(outcome, str):
            reasons[outcome] = None
            continue
        reply, texts[name], claims = outcome
        usage = added(usage, reply.usage)
        verified, total = verified + claims.verified, total + claims.total
        who = (reply.provider, reply.model)
    return Improved(
        texts,
        *who,
        usage=usage,
        claims=Claims(verified=verified, total=total),
        reasons=tuple(reasons),
        kept=tuple(name for name in outcomes if name not in texts),
    )


def _room_between(least: Estimate, full: Estimate, ratio: float, standing: Standing) -> Room:
    """All the evidence if it can be paid, else as much as what is left is enough for."""
    whole = round(EVIDENCE_TOKENS / ratio)
    left = standing.left(full.price)
    if left is None or full.usd is None or least.usd is None or full.usd <= left[0]:
        return Room(whole)
    share = (left[0] - least.usd) / (full.usd - least.usd)
    tokens = LEAST_EVIDENCE_TOKENS + share * (EVIDENCE_TOKENS - LEAST_EVIDENCE_TOKENS)
    return Room(int(tokens / ratio), f"{SHORTENED}{dollars(left[0])} of {left[1]} was left")


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
