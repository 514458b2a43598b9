"""From a model's answer to a `Reading`: every claim checked, counted, and put in plain words."""

import re
from collections.abc import Sequence

from core.ai import verification
from core.ai.answers import AnalysisAnswer, Quote
from core.ai.egress import Door
from core.ai.material import Material
from core.ai.model import Reply
from core.domain import done
from core.domain.analysis import (
    Case,
    Citation,
    Claims,
    Finding,
    Outcome,
    Reading,
    Recommendation,
    RootCause,
    RootCauseCategory,
    SeverityOpinion,
)
from core.domain.incident import Severity

SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"'(\[0-9])")


class Judge:
    """Checks the claims of one answer against what was sent, and counts."""

    def __init__(self, sent: Material, door: Door, case: Case) -> None:
        self._sent = sent
        self._door = door
        self._originals = {piece.id: piece.lines for piece in case.evidence}
        self.total = 0
        self.verified = 0

    @property
    def claims(self) -> Claims:
        """How many held of how many."""
        return Claims(verified=self.verified, total=self.total)

    def holds(self, text: str, quotes: Sequence[Quote], *, must_cite: bool = True) -> bool:
        """Whether a claim holds; it is counted."""
        citations = [Citation(evidence=q.evidence, line=q.line, quote=q.quote) for q in quotes]
        verdict = verification.check(text, citations, self._sent, must_cite=must_cite)
        self.total += 1
        self.verified += verdict.held
        return verdict.held

    def told(self, text: str) -> str:
        """Text for people, personal data put back."""
        return self._door.restore(text).strip()

    def side_remark(self, text: str, quotes: Sequence[Quote]) -> str:
        """`text` if it holds, else nothing; it may rest on anything that was sent."""
        citations = [Citation(evidence=q.evidence, line=q.line, quote=q.quote) for q in quotes]
        free = verification.check(text, [], self._sent, must_cite=False)
        return (
            self.told(text)
            if free.held or verification.check(text, citations, self._sent).held
            else ""
        )

    def citations(self, quotes: Sequence[Quote]) -> tuple[Citation, ...]:
        """The quotes as they stand in the original lines."""
        found = []
        for quote in quotes:
            lines = self._originals.get(quote.evidence, ())
            text = self._door.restore_quote(quote.quote)
            if 0 < quote.line <= len(lines):
                original = lines[quote.line - 1]
                loose = re.search(r"\s+".join(map(re.escape, text.split())) or r"\Z", original)
                if loose and loose[0]:
                    found.append(Citation(evidence=quote.evidence, line=quote.line, quote=loose[0]))
        return tuple(dict.fromkeys(found))


def verified(
    reply: Reply[AnalysisAnswer],
    sent: Material,
    door: Door,
    case: Case,
    offline: Reading,
    prompt_version: str,
) -> Reading:
    """The reading that held: what failed is struck, and the count says how much that was."""
    answer, judge = reply.answer, Judge(sent, door, case)
    causes = _causes(answer, judge, sent, case)
    findings = _findings(answer, judge)
    steps = _steps(answer, judge, case)
    severity = _severity(answer, judge, offline)
    outcome = _outcome(Outcome(answer.outcome), causes, findings)
    summary = _summary(answer, judge, causes or findings, outcome)
    category = RootCauseCategory(answer.root_cause_category)
    return Reading(
        analyst=reply.provider,
        model=reply.model,
        outcome=outcome,
        summary=summary,
        severity=severity,
        root_cause_category=category if causes else offline.root_cause_category,
        findings=findings + instructions(sent, case),
        root_causes=causes,
        recommendations=steps,
        claims=judge.claims,
        masked=door.masked,
        usage=reply.usage,
        prompt_version=prompt_version,
        notes=tuple(f"instead of {reason}" for reason in reply.failed_before),
        manner=reply.manner,
    )


def _causes(
    answer: AnalysisAnswer, judge: Judge, sent: Material, case: Case
) -> tuple[RootCause, ...]:
    return tuple(
        RootCause(
            text=judge.told(said.text),
            confidence=said.confidence,
            citations=judge.citations(said.citations),
            service=_service(said.service, sent, case),
            against=judge.side_remark(said.against, said.citations),
            check=judge.side_remark(said.check, said.citations),
        )
        for said in answer.root_causes
        if judge.holds(said.text, said.citations)
    )


def _findings(answer: AnalysisAnswer, judge: Judge) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            text=judge.told(said.text),
            confidence=said.confidence,
            citations=judge.citations(said.citations),
        )
        for said in answer.findings
        if judge.holds(said.text, said.citations)
    )


def _steps(answer: AnalysisAnswer, judge: Judge, case: Case) -> tuple[Recommendation, ...]:
    """The steps that hold, without what people say they did already."""
    settled = done.said_done(
        line for piece in case.evidence if piece.spoken for line in piece.lines
    )
    return tuple(
        Recommendation(text=left, citations=judge.citations(said.citations))
        for said in answer.recommendations
        if judge.holds(said.text, said.citations, must_cite=False)
        and (left := done.left_of(judge.told(said.text), settled))
    )


def _service(said: str, sent: Material, case: Case) -> str | None:
    name = said.strip()
    return name if name and verification.named_in(name, sent) else case.service


def _severity(answer: AnalysisAnswer, judge: Judge, offline: Reading) -> SeverityOpinion:
    if not judge.holds(answer.severity_reason, answer.severity_citations):
        return offline.severity
    return SeverityOpinion(
        value=Severity(answer.severity),
        reason=judge.told(answer.severity_reason),
        citations=judge.citations(answer.severity_citations),
    )


def _outcome(said: Outcome, causes: Sequence[RootCause], findings: Sequence[Finding]) -> Outcome:
    """An answer gets no further than what held of it."""
    if causes:
        return said if said is not Outcome.INCONCLUSIVE else Outcome.PARTIAL
    return (
        Outcome.PARTIAL if findings and said is not Outcome.INCONCLUSIVE else Outcome.INCONCLUSIVE
    )


def _summary(
    answer: AnalysisAnswer, judge: Judge, claims: Sequence[Finding], outcome: Outcome
) -> str:
    """The sentences that hold; else what the best claim says; else that nothing is known."""
    kept = [
        s
        for s in SENTENCES.split(answer.summary.strip())
        if s and judge.holds(s, (), must_cite=False)
    ]
    if kept:
        return judge.told(" ".join(kept))
    if claims:
        return claims[0].text
    return f"{outcome.value.capitalize()}: nothing in the answer held against the evidence."


def instructions(sent: Material, case: Case) -> tuple[Finding, ...]:
    """Lines that read like instructions, told to people at their line."""
    lines = {piece.id: piece.lines for piece in case.evidence}
    cited = tuple(
        Citation(evidence=name, line=line, quote=lines[name][line - 1][:300])
        for name, line in sent.flagged[:5]
    )
    if not cited:
        return ()
    count = len(sent.flagged)
    lines_read = "1 line reads" if count == 1 else f"{count} lines read"
    text = f"{lines_read} like an instruction to the analyst; treated as data."
    return (Finding(text=text, confidence="high", citations=cited),)
