"""What people said of an incident, sentence by sentence, and what each sentence tells.

A sentence is only ever quoted, with who said it and when; nothing here rewrites one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.done import Action, actions, helped

NOTE, KEPT, RESOLVING = "note", "kept message", "when resolving"
MOVING = {"resolved": RESOLVING, "closed": "when closing", "in_progress": "when reopening"}
QUOTED = 300


def shortened(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, cut between words, with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    whole = head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head
    return whole.rstrip(" ,;:–—-") + "…"


class Topic(StrEnum):
    """What a sentence is about; a sentence may be about several."""

    CAUSE = "cause"
    SUSPECTED = "suspected"
    RULED_OUT = "ruled_out"
    IMPACT = "impact"
    FIX = "fix"
    DETECTION = "detection"
    FOLLOW_UP = "follow_up"
    LESSON = "lesson"


@dataclass(frozen=True)
class Statement:
    """Something that somebody wrote: a note, a kept message, or the words of a resolve."""

    at: datetime
    by: str
    text: str
    how: str


@dataclass(frozen=True)
class Said:
    """A sentence of a statement, and what it tells."""

    at: datetime
    by: str
    text: str
    how: str
    topics: frozenset[Topic]
    verb: str = ""
    actions: frozenset[Action] = frozenset()
    helped: bool | None = None

    def quoted(self, part: str | None = None) -> str:
        """`“rolled back the bad config” (ada, 14:32 UTC, when resolving)`; `part` of it alone."""
        return f"“{shortened(part or self.text, QUOTED)}” ({self.credit})"

    @property
    def credit(self) -> str:
        """`ada, 14:32 UTC, when resolving`."""
        return f"{self.by}, {self.at:%H:%M} UTC, {self.how}"

    def has(self, *topics: Topic) -> bool:
        """Whether it tells of any of `topics`."""
        return not self.topics.isdisjoint(topics)


_FIXED = (
    r"rolled back|rolling back|reverted|restarted|rebooted|scaled (?:up|out|down)|failed over|"
    r"raised|increased|lowered|disabled|enabled|turned o(?:ff|n)|"
    r"switched(?: \w+)? (?:back|over|to)|"
    r"patched|redeployed|deployed (?:the |a )?(?:fix|hotfix)|hotfixed|renewed|rotated|purged|"
    r"cleared|cleaned|flushed|drained|killed|fixed|mitigated|corrected|restored|replaced|"
    r"blocked|throttled|removed|unblocked|resized|evicted"
)
# these tell of other things, too, unless somebody's sentence begins with them
_FIXED_FIRST = (
    r"(?:^|[,;:]\s*|\b(?:I|we|and|then|just|also)\s+)"
    r"(?:dropped(?! to| by| from| below)|freed|deleted|added|moved|extended|expanded|bumped|"
    r"pinned|cordoned|rebalanced|vacuumed|truncated|applied|rerouted|paused|detached|recreated|"
    r"repaired|promoted|reissued|downgraded|switched|failed)\b(?= \S)"
)
_TABLE: tuple[tuple[Topic, str], ...] = (
    (
        Topic.CAUSE,
        r"\broot[- ]cause\b|\bcaused?\b|\bdue to\b|\bbecause\b|\bculprit\b|\bturned out\b|"
        r"\bthe (?:reason|problem|issue|bug) (?:is|was)\b|\btriggered by\b|"
        r"\bintroduced (?:by|in)\b|"
        r"\bresult(?:ed)? (?:of|from)\b|\bmisconfigur\w*|\bexpired (?:cert|token|key|secret)\w*|"
        r"\b(?:bad|broken|wrong|faulty|invalid|missing) (?:\w+ ){0,2}"
        r"(?:config\w*|deploy\w*|release|flag|migration|setting|value|limit|image|version|index|"
        r"rule|query|certificate)\b|\b(?:forgotten|orphaned|runaway)\b|"
        r"\bhalved\b|\bran out of\b|\bleak(?:s|ed|ing)?\b",
    ),
    (
        Topic.IMPACT,
        r"\b(?:no|zero) (?:\w+ )?(?:customer|user|client|data|revenue)s? (?:\w+ )?"
        r"(?:impact|loss|affected|lost)\b|"
        r"\d[\d.,]* ?%|\d+ (?:out )?of \d+|\b(?:one|two|half|third|quarter|all|most|some|many) "
        r"(?:of )?(?:the |our |all )?"
        r"(?:customers?|users?|requests?|checkouts?|orders?|payments?)\b|"
        r"\b(?:customers?|users?|clients?|merchants?|shoppers?|visitors?)\b.{0,60}"
        r"\b(?:affected|impacted|unable|could ?n[o’']t|cannot|can[’']t|"
        r"lost|saw|see|got|get|fail\w*)\b|"
        r"\b(?:affect|impact)(?:s|ed|ing)?\b|\bunable to\b|\bdata loss\b|\brevenue\b|"
        r"\b\d[\d.,]* (?:customers|users|orders|payments|checkouts|requests|tickets)\b",
    ),
    (Topic.FIX, rf"\b(?:{_FIXED})\b|{_FIXED_FIRST}"),
    (
        Topic.DETECTION,
        r"\b(?:noticed|spotted|was alerted|got paged|was paged|paged (?:us|me)|alert fired)\b|"
        r"\b(?:customers?|users?|support)\b.{0,30}\b(?:report\w*|complain\w*|called|wrote)\b|"
        r"\bsupport tickets?\b|\bfirst seen\b",
    ),
    (
        Topic.FOLLOW_UP,
        r"\b(?:we|i|someone|somebody|let[’']?s) (?:should|need to|must|have to|will|’ll|'ll)"
        r"(?! have\b)|"
        r"\b(?:should|needs to) (?:add|be|get|alert|have an?)\b|"
        r"^\W*(?:todo|action|follow[- ]?up)\b|"
        r"\bfollow[- ]?up\b|\blet[’']?s add\b|^need to\b",
    ),
    (Topic.LESSON, r"\b(?:lesson|next time|learn(?:ed|t)|in future|worked well|went well)\b"),
)
_PATTERNS = tuple((topic, re.compile(pattern, re.IGNORECASE)) for topic, pattern in _TABLE)
_HEDGED = re.compile(
    r"\?\s*$|\b(?:maybe|perhaps|might|may be|could be|can be|possibly|probably|likely|suspect\w*|"
    r"guess|looks like|seems?|not sure|i think|wonder\w*|unclear)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^(?:\W*)(?:could|can|might|may|is|was) (?:it|this|that)(?: be)? (?:just )?"
    r"(?:the|our|a|an|dns)\b.*\?\s*$|\bstatus ?page\b.*\b(?:outage|degrad\w+|incident|down)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|isn[’']t|wasn[’']t|aren[’']t|weren[’']t|never) (?:\w+ )?"
    r"(?:caused|due|because|the (?:cause|culprit|reason|problem|issue|root))|"
    r"^\W*(?:(?:it|this|that)(?:[’']s| is| was) not|(?:it|this|that) (?:isn|wasn)[’']t|not) "
    r"(?:the|our|a|an|dns)\b(?! (?:only|first))|"
    r"\bruled? out\b|\bred herring\b|\bunrelated\b|\bnothing to do with\b",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(
    r"\b(?:should|need to|must|will|could|going to|plan to|try(?:ing)? to|want to|shall)\b"
    r"|\?\s*$|\b(?:not|didn[’']t|did not|never|hasn[’']t|haven[’']t) (?:be(?:en)? )?"
    rf"(?:{_FIXED})\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    rf"\b(?:{_FIXED})\b|\brolled(?= (?:\S+ ){{1,5}}back\b)|{_FIXED_FIRST}", re.IGNORECASE
)
# what a suspicion and its denial share is none of these
_WORD = re.compile(r"[a-z][a-z0-9_-]{2,}")
_PLAIN_WORDS = (
    "the our its not was isn wasn are can may could might that this there what with from for and "
    "but have has been were does same normal answer answers other all still just maybe perhaps"
)
_PLAIN = frozenset(_PLAIN_WORDS.split())
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"'(])|\n+")


def heard(statements: Iterable[Statement]) -> tuple[Said, ...]:
    """The sentences of `statements` in order, each with what it tells."""
    return tuple(
        _said(statement, " ".join(sentence.split()))
        for statement in statements
        for sentence in _SENTENCES.split(statement.text)
        if sentence.strip()
    )


def _said(statement: Statement, sentence: str) -> Said:
    done = actions(sentence)
    topics = _topics(sentence, done=bool(done))
    verb = _VERB.search(sentence) if Topic.FIX in topics else None
    return Said(
        statement.at,
        statement.by,
        sentence,
        statement.how,
        frozenset(topics),
        verb[0].lower().lstrip(" ,;:") if verb else "",
        done,
        helped(sentence),
    )


def _topics(sentence: str, *, done: bool) -> set[Topic]:
    topics = {topic for topic, pattern in _PATTERNS if pattern.search(sentence)}
    if Topic.CAUSE in topics or (_DENIED.search(sentence) and not topics & {Topic.FIX}):
        if _DENIED.search(sentence):
            topics = topics - {Topic.CAUSE} | {Topic.RULED_OUT}
        elif _HEDGED.search(sentence):
            topics = topics - {Topic.CAUSE} | {Topic.SUSPECTED}
    elif _ASKED.search(sentence) or (
        _HEDGED.search(sentence) and re.search(r"suspect", sentence, re.IGNORECASE)
    ):
        topics.add(Topic.SUSPECTED)
    if Topic.FIX in topics and _NOT_DONE.search(sentence) and not done:
        topics.discard(Topic.FIX)
    if done:
        topics.add(Topic.FIX)
    if Topic.FOLLOW_UP in topics and Topic.CAUSE in topics:
        topics.discard(Topic.CAUSE)
    return topics


def about(said: Sequence[Said], topic: Topic) -> list[Said]:
    """Those that tell of `topic`; the same words by the same person once."""
    found = {(each.by, each.text): each for each in said if topic in each.topics}
    return list(found.values())


def unrefuted(said: Sequence[Said]) -> list[Said]:
    """The suspicions that nobody ruled out afterwards."""
    out = [_telling_words(each.text) for each in about(said, Topic.RULED_OUT)]
    return [
        each
        for each in about(said, Topic.SUSPECTED)
        if not any(_telling_words(each.text) & words for words in out)
    ]


def _telling_words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower())) - _PLAIN


_CLAUSES = re.compile(r"[;,] | and | – | — |\. ")
LEAST_WORDS = 3


def explained(said: Said) -> str:
    """The part of a resolve's words that tells neither what was done nor that it helped."""
    if said.how != RESOLVING:
        return ""
    for clause in _CLAUSES.split(said.text):
        tells = _topics(clause, done=bool(actions(clause))) - {Topic.CAUSE, Topic.SUSPECTED}
        if len(clause.split()) >= LEAST_WORDS and not tells and helped(clause) is None:
            return clause.strip(" .")
    return ""


_REASON = re.compile(
    r"^(?P<effect>.{4,}?)[,;]?\s+(?:because(?: of)?|due to|caused by|as a result of|triggered by)"
    r"\s+"
    r"(?P<cause>.{4,})$",
    re.IGNORECASE,
)


def link(text: str) -> tuple[str, str] | None:
    """The effect and the cause that a sentence joins (*X because Y*), or None."""
    found = _REASON.match(text.rstrip(" ."))
    return (found["effect"], found["cause"]) if found else None
