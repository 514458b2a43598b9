"""What words say about how bad it is: the rules under the severity model, kept as data.

Each cue is a pattern with a name fit for people (it is shown as the reason) and a weight:
how far, in steps of severity, a title that matches moves. The weights are what we would
tell a new colleague; training starts from them and only moves them where examples speak.
Written for incident prose and for monitoring alerts apart, because the same word means
different things in them: *failed* is news in prose and routine in an alert.
"""

import re
from typing import NamedTuple


class Cue(NamedTuple):
    """A pattern, what it means in words, and how many steps of severity it is worth."""

    key: str
    means: str
    weight: float
    pattern: re.Pattern[str]


def _cue(key: str, means: str, weight: float, pattern: str) -> Cue:
    return Cue(key, means, weight, re.compile(pattern, re.IGNORECASE))


PROSE: tuple[Cue, ...] = (
    _cue(
        "outage",
        "something is down",
        1.2,
        r"\b(?:outages?|down(?!grade|load|time)|downtime|offline|unavailab\w*|inaccessible|"
        r"unreachable|not (?:operational|available|accessible|working)|inoperable|crash\w*)\b",
    ),
    _cue(
        "unable",
        "requests fail",
        0.1,
        r"\b(?:unable|can ?not|can['’]t|fail(?:s|ing|ures?|ed)?(?! over)|not being able|"
        r"prevent\w*|block\w*|errors?|5\d\ds?)\b",
    ),
    _cue(
        "all",
        "wide impact",
        0.6,
        r"\b(?:all|every|entire\w*|full(?!y)|complete(?:ly)?|total(?:ly)?|widespread|global\w*|"
        r"majority|significant\w*|severe\w*|major|critical\w*|high|large|many|most)\b",
    ),
    _cue(
        "multi",
        "several parts at once",
        0.4,
        r"\b(?:multiple|several|various|regions|services|across|endpoints|products|components)\b"
        r"|&| and ",
    ),
    _cue(
        "partial",
        "partial or limited",
        -0.6,
        r"\b(?:partial\w*|some|few|subset|small|limited|certain|minor|intermittent\w*|brief\w*|"
        r"occasional\w*|single|momentary|temporar\w*|potential|isolated|low|for \d+ minutes)\b",
    ),
    _cue(
        "slow",
        "slow or delayed",
        -0.4,
        r"\b(?:slow\w*|laten\w+|delay\w*|lag\w*|backlog\w*|longer|stale|timeouts?|queue\w*)\b",
    ),
    _cue(
        "degraded",
        "degraded",
        -0.1,
        r"\b(?:degrad\w+|impair\w*|reduced|impact\w*|disruption|unstable|instability|"
        r"unreliable)\b",
    ),
    _cue("elevated", "raised rates", -0.1, r"\b(?:elevated|increas\w+|rates?)\b"),
    _cue(
        "past",
        "already over",
        -0.5,
        r"\b(?:resolved|fixed|mitigated|recovered|restored|between|was|were|has been|from \d)\b",
    ),
    _cue(
        "login",
        "people cannot get in",
        0.2,
        r"\b(?:log(?:ging)? ?ins?|sign(?:ing)? ?in|auth\w*|access\w*|connect\w*)\b",
    ),
    _cue(
        "side",
        "a side function",
        -0.6,
        r"\b(?:billing|e?-?mails?|docs?|documentation|console|dashboards?|ui|notifications?|"
        r"reports?|reporting|sign ?up|metrics|settings|support|display\w*|profile|avatars?|"
        r"search|statistics|insights|graphs?|preview|beta|legacy|usage|audit|logs?)\b",
    ),
    _cue("version", "one version only", -0.3, r"\b[\w.]*-?\d+\.\d+\b|\b\w+-\d[\w-]*\b"),
    _cue("fix", "a fix is known", 0.0, r"\b(?:identified|fix|mitigat\w*|monitoring|workaround)\b"),
)

ALERT: tuple[Cue, ...] = (
    _cue(
        "down",
        "something is down",
        0.8,
        r"\b(?:is|are|has gone|went) (?:down|offline|dead|unreachable|unavailable|missing|absent|"
        r"stopped)\b|\bdown\b(?! ?time)|\boffline\b|\bunreachable\b|\bunavailab\w*|"
        r"\bnot (?:running|reachable|responding|available|ready|healthy|connected)\b|"
        r"\bdisappeared\b",
    ),
    _cue(
        "missing",
        "something is missing",
        0.4,
        r"\b(?:absent|missing|no (?:active|leader|master|primary|alive|running|available|metrics|"
        r"data|backends?|servers?|instances?)|disappear\w*|lost|loss|without|never)\b",
    ),
    _cue(
        "dataloss",
        "data at risk",
        0.6,
        r"\b(?:data loss|los(?:e|ing|s of) data|corrupt\w*|inconsisten\w*|split.?brain|quorum|"
        r"under.?replicated|unrecoverable|raids?|degraded array|bad blocks?)\b",
    ),
    _cue(
        "exhausted",
        "a resource is used up",
        0.3,
        r"\b(?:exhaust\w*|out of|full|reached|no (?:space|free|more)|run out|running out|"
        r"exceed\w*|depleted|filled)\b",
    ),
    _cue(
        "near",
        "it may become a problem",
        -0.2,
        r"\b(?:almost|approach\w*|near\w*|close to|soon|will|predicted|within|expir\w+ in|"
        r"reaching|filling|growing|increasing\w*|rising|trend\w*|at this rate|may|might|could|"
        r"can|potential\w*|possible|indicat\w*)\b",
    ),
    _cue(
        "fail",
        "operations fail",
        0.1,
        r"\b(?:fail\w*|unable|can ?not|error\w*|reject\w*|denied|crash\w*|panic\w*|abort\w*|"
        r"exception\w*|refus\w*)\b",
    ),
    _cue(
        "stuck",
        "it stands still",
        0.3,
        r"\b(?:stuck|deadlock\w*|hang\w*|blocked|stalled|halted|stopped|has ?n[o']t|have not|"
        r"has not|not been|did not|no longer|unhealthy|not ready|stale|too old)\b",
    ),
    _cue(
        "slow",
        "slow or delayed",
        -0.1,
        r"\b(?:slow\w*|latenc\w+|delay\w*|lag\w*|behind|duration|backlog|pending|wait\w*|queue\w*|"
        r"backpressur\w*|timeouts?|taking)\b",
    ),
    _cue(
        "high",
        "high load",
        -0.1,
        r"\b(?:high|usage|utili[sz]ation|too many|too (?:long|high|large)|above|spike|burst|"
        r"excessive|unusual\w*|more than|load|saturat\w*|pressure|throttl\w*|overload\w*)\b",
    ),
    _cue(
        "low",
        "below a limit",
        0.0,
        r"\b(?:low|below|less than|under|few\w*|insufficient|not enough)\b",
    ),
    _cue(
        "resource",
        "about a resource",
        0.0,
        r"\b(?:cpu|memory|heap|disk|storage|space|inodes?|swap|file ?descriptors?|goroutines?|"
        r"threads?|connections?|tablespace|filesystem|quota|bandwidth)\b",
    ),
    _cue(
        "critical",
        "called critical",
        0.6,
        r"\b(?:critical\w*|severe|immediate\w*|urgent|fatal|emergency|outage|disrupt\w*|all)\b",
    ),
    _cue(
        "warning",
        "called a warning",
        -0.6,
        r"\b(?:warnings?|minor|slightly|temporar\w*|intermittent\w*|flapp\w*|some|partial\w*)\b",
    ),
    _cue(
        "write",
        "writes are concerned",
        0.1,
        r"\b(?:writ\w+|insert\w*|commit\w*|flush\w*|upload\w*|ship\w*|replicat\w*|compaction\w*|"
        r"checkpoint\w*|wal|backup\w*|snapshot\w*|sync\w*)\b",
    ),
    _cue(
        "control",
        "a central part is concerned",
        0.2,
        r"\b(?:cluster|leader|master|primary|controller|control plane|namenode|coordinator|ring|"
        r"database|broker|api ?server|etcd|apiserver|backend|certificate|gateway|load ?balancer|"
        r"proxy)\b",
    ),
    _cue(
        "part",
        "one part of many",
        -0.2,
        r"\b(?:agent|pod|instance|host|node|device|interface|container|endpoint|worker|replica|"
        r"volume|drive|process|thread|client)s?\b",
    ),
    _cue(
        "side",
        "a side function",
        -0.1,
        r"\b(?:dashboard|scrape\w*|exporter|metrics?|client|plugin|tests?|job|rule|notification\w*|"
        r"cache|logs?)\b",
    ),
    _cue(
        "security",
        "about access",
        0.0,
        r"\b(?:security|auth\w*|unauthori[sz]ed|login|certificate|tls|ssl|policy|password|"
        r"access)\b",
    ),
    _cue("client_error", "client errors", -0.1, r"\b4xx|\b40\d\b"),
    _cue("server_error", "server errors", 0.2, r"\b5xx|\b50\d\b|servfail"),
    _cue(
        "unused",
        "a resource is hardly used",
        -0.8,
        r"under.?utili[sz]\w*|\bunused\b|\bidle\b|\bwasted\b|"
        r"\bconsider (?:reducing|decreasing|removing|downsizing)|"
        r"\blow (?:cpu|memory|change|usage|utili[sz]ation)",
    ),
    _cue(
        "restart",
        "it restarted",
        -0.4,
        r"\b(?:re-?boot\w*|restart\w*|re-?started|uptime|start time)\b",
    ),
    _cue(
        "change",
        "a difference was noticed",
        -0.3,
        r"\b(?:changed?|deviat\w*|differ\w*|outdated|deprecat\w*|versions?|mismatch\w*|drift|"
        r"new release|updates? available)\b",
    ),
    _cue(
        "config", "about configuration", 0.0, r"\b(?:reload\w*|config\w*|migrations?|settings?)\b"
    ),
    _cue(
        "denied",
        "a policy denied it",
        -0.3,
        r"\b(?:denied|denies|policy|unauthori[sz]ed|forbidden)\b",
    ),
    _cue(
        "quota",
        "a quota or limit",
        -0.2,
        r"\b(?:quota|throttl\w*|rate.?limit\w*|limits?|limited)\b",
    ),
    _cue(
        "recovers",
        "it corrects itself",
        -0.2,
        r"\b(?:correctable|retr(?:y|ies|ied|ansmi\w*)|recover\w*|failover)\b",
    ),
    _cue(
        "advice",
        "the text gives advice",
        -0.1,
        r"\b(?:consider|check|verify|ensure|please|investigate|review)\b",
    ),
    _cue(
        "long_window",
        "measured over hours or days",
        -0.1,
        r"\b(?:\d+ ?(?:d|days?|weeks?)|(?:last|past) \d+ days|hours?)\b",
    ),
)
