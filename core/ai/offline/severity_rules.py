"""What the words of a report say about how bad it is: the rules, worst first, kept as data.

They are what we would tell a new colleague. A rule's reason is shown to people behind the
severity; where a rule has `also`, a line must match both.
"""

import re
from typing import NamedTuple

from core.ai.offline.denials import denied
from core.domain.incident import Severity


class Rule(NamedTuple):
    """A severity, the reason for it in words, and what a line must say."""

    severity: Severity
    reason: str
    pattern: "re.Pattern[str]"
    also: "re.Pattern[str] | None" = None

    def find(self, line: str) -> "re.Match[str] | None":
        """Where `line` says it; what the line denies (“no data loss”) is not said."""
        if self.also is not None and not self.also.search(line):
            return None
        hits = self.pattern.finditer(line)
        return next((hit for hit in hits if not denied(line, hit.start(), hit.end())), None)

    def denied_in(self, line: str) -> bool:
        """Whether `line` says that it is not so."""
        return any(denied(line, hit.start(), hit.end()) for hit in self.pattern.finditer(line))


def _words(pattern: str) -> "re.Pattern[str]":
    return re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)


_FAILS = (
    r"down|offline|dead|broken|stuck|un(?:available|able|reachable|usable)|inaccessible|cannot|"
    r"can['’]?t|can not|could(?: not|n['’]t)|won['’]t|does(?: not|n['’]t) (?:work|start|load|open)|"
    r"do(?: not|n['’]t) work|did(?: not|n['’]t) (?:start|run|finish)|"
    r"not (?:working|responding|loading|starting|reachable|available|accessible)|crash\w*|"
    r"fail(?:s|ing|ures?|ed)?|errors?|5\d\ds?|5xx|lost|losing|affected|impacted|locked out|"
    r"declined|not ?ready|to zero|impossible|(?:not|no longer) (?:possible|works?)|stopped working|"
    r"(?:nothing|never) (?:works?|loads?)"
)
_ALL = r"every ?(?:one|body)|all of them|world-?wide|globally"
_STORES = (
    r"(?:db|databases?|data|backups?|buckets?|(?:customer |user )?(?:records|accounts)|tables?|"
    r"volumes?|disks?|snapshots?|namespaces?|clusters?|indexes|indices|topics?)"
)
_GONE = r"(?:deleted|dropped|wiped|erased|truncated|destroyed|overwritten|purged|rm -rf)"
RULES = (
    Rule(
        Severity.CRITICAL,
        "an outage",
        _words(
            r"(?<!partial )(?<!minor )(?<!brief )(?<!small )(?<!provider )(?<!vendor )outage|"
            r"(?:completely|totally|entirely|fully) (?:down|unavailable|offline|unusable)|"
            r"(?:the |our )?(?:(?:web)?site|prod(?:uction)?|platform|everything|all services|"
            r"whole (?:system|site|platform|cluster)) (?:(?:is|are|was|went|has gone) )?"
            r"(?:completely |totally |entirely )?(?:down|offline|unavailable)|"
            r"(?:total|complete|full) (?:failure|loss|blackout)|"
            r"everything (?:is )?(?:on fire|broken)|sev-?[01]|p[01]"
        ),
    ),
    Rule(
        Severity.CRITICAL,
        "everyone is affected",
        _words(
            r"(?:all|every|100 ?%(?: of)?|most|the majority of)(?: of)?(?: our| the)? "
            r"(?:users?|customers?|requests?|regions?|tenants?|clients?|logins?|orders?|payments?)"
        ),
        also=_words(_FAILS),
    ),
    Rule(
        Severity.CRITICAL,
        "everyone is affected",
        _words(r"(?:nobody|no ?one|no (?:users?|customers?)) (?:can|is able to)"),
    ),
    Rule(
        Severity.CRITICAL,
        "everyone is affected",
        _words(_ALL),
        also=_words(_FAILS),
    ),
    Rule(
        Severity.CRITICAL,
        "data was deleted that should not be",
        _words(
            rf"{_STORES}(?: \S+)?(?: (?:is|are|was|were|got|has been|have been))? {_GONE}|"
            rf"{_GONE} (?:\w+ ){{0,3}}{_STORES}"
        ),
        also=_words(
            r"prod(?:uction)?|live|customers?|users?|by (?:accident|mistake)|accident\w*|"
            r"mistaken\w*|unintention\w*|wrong|oops|everything|all|entire|whole"
        ),
    ),
    Rule(
        Severity.CRITICAL,
        "data or security at risk",
        _words(
            r"data (?:loss|breach\w*|leak\w*|exposure)|los(?:t|ing|e) (?:customer )?data|"
            r"security (?:breach|incident)|breach(?:ed)?|ransomware|compromised|corrupt\w*|"
            r"leaked (?:\w+ ){0,2}(?:keys?|credentials?|secrets?|passwords?|tokens?)|"
            r"intruder|attacker|hacked|under attack|ddos|publicly (?:accessible|readable|exposed)|"
            r"(?:pii|personal data|passwords?|credentials) (?:is |are |was |were )?"
            r"(?:visible|exposed|public|leaked|readable|in (?:the )?logs)"
        ),
    ),
    Rule(
        Severity.HIGH,
        "something fails, is down or exhausted",
        _words(
            rf"(?!errors?\b|5\d\ds?\b|5xx\b|affected\b|impacted\b)(?:{_FAILS})|outage|exhausted|"
            r"at capacity|out of (?:memory|disk|space|connections)|oom\w*|deadlock\w*|panic\w*|"
            r"hangs?|hanging|frozen|expired|read.?only|rejected|refus\w+|too many connections|"
            r"(?:disk|volume|filesystem|partition|queue|storage|log|table ?space)s?(?: is| are)? "
            r"full|is full|are full|no (?:space|memory) left|charged twice|double.charged|"
            r"split.?brain|network partition"
        ),
    ),
    Rule(
        Severity.HIGH,
        "everyone gets wrong, late or empty answers",
        _words(_ALL),
        also=_words(
            r"empty|blank|wrong|missing|no results?|nothing|slow\w*|stale|delay\w*|degraded|"
            r"time-?outs?|timing out|timed out|incorrect|zero"
        ),
    ),
    Rule(
        Severity.HIGH,
        "answers are empty",
        _words(
            r"(?:empty|blank|no) (?:results?|responses?|pages?|lists?|carts?|screens?)|"
            r"(?:results?|responses?|pages?|lists?|carts?|screens?) (?:is |are )?(?:empty|blank)|"
            r"white screens?|(?:returns?|shows?|showing|returning|shown) (?:nothing|blank|empty)"
        ),
    ),
    Rule(
        Severity.HIGH,
        "server errors",
        _words(r"5\d\ds?|5xx|error rate|server errors?|errors|exceptions"),
    ),
    Rule(
        Severity.MEDIUM,
        "slower or partly degraded",
        _words(
            r"slow\w*|latenc\w+|degraded|degradation|intermittent\w*|delay\w*|partial\w*|"
            r"elevated|time-?outs?|timing out|timed out|warnings?|lag\w*|backlog|stale|flapping|"
            r"high (?:cpu|memory|load)|some (?:users|customers|requests)|wrong|missing|"
            r"(?:expires?|expiring|fill(?:s|ing) up) (?:in|soon)|almost full|\d+ ?% (?:full|used)|"
            r"memory leaks?|retr(?:y|ies)|throttl\w+|unstable|spikes?|"
            r"takes? (?:too )?long|blocked|out of date|not (?:arriving|delivered|triggering)"
        ),
    ),
    Rule(
        Severity.LOW,
        "small",
        _words(
            r"minor|informational|info|notice|questions?|clean-?up|housekeeping|low priority|"
            r"watchdog|cosmetic|typos?|misaligned|glitch\w*|wording|spelling|feature request|"
            r"nice to have|flaky tests?|misspel\w+"
        ),
    ),
    Rule(
        Severity.LOW,
        "planned",
        _words(r"(?:planned|scheduled|routine) (?:maintenance|downtime|work|upgrade)"),
    ),
)
# whatever else is said, it is not real
DRILL = _words(
    r"drill|game ?day|(?:fire|failover|recovery) exercise|(?:this is|just|only) a test|"
    r"please ignore"
)
NOT_PRODUCTION = _words(
    r"staging|sandbox|dev(?:elopment)? (?:env\w*|cluster|server|box)|dev|qa(?: env\w*)?|"
    r"test (?:env\w*|cluster|system)|uat|preview env\w*|non-?production|pre-?prod(?:uction)?"
)
ASIDE = _words(
    r"docs?|documentation|blog|newsletter|wiki|build (?:agent|server|farm|runner)s?|"
    r"ci(?: (?:pipeline|runner|job|build)s?)?|nightly builds?|"
    r"(?:in|on) (?:the )?footer|grafana dashboards?|intranet|internal (?:tool|dashboard|wiki)s?"
)
# a word about production itself: then the other places named do not make it small
PRODUCTION = re.compile(
    r"(?<!pre)(?<!pre-)(?<!non)(?<!non-)(?<!not in )(?<!not )(?<!outside )\b(?:prod|production)\b"
    r"(?! (?:is |was |stays |remains )?(?:fine|ok|okay|unaffected|healthy|not affected|up)\b)",
    re.IGNORECASE,
)
FACING = _words(
    r"customers?|users?|checkout|payments?|orders?|login|log ?in|sign ?in|api gateway|website|"
    r"storefront|public|production|prod"
)
