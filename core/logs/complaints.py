"""Tells messages that report a failure from those that only look like it."""

import re

_BAD = (
    r"(?:errors?|err|fail(?:ed|ures?|s|ing)?|exceptions?|timeouts?|fatals?|panics?|critical"
    r"|crash(?:es|ed)?)"
)
# On lower case: no message without one of these complains. Literals alone, so it is quick.
_HINT = re.compile(
    "err|fail|exce|fatal|panic|traceback|cannot|can't|can’t|could not|couldn|unable|refused"
    "|denied|unreach|abort|crash|backoff|imagepull|oom|memory|killed|segfault|dumped|time|deadlock"
    "|corrupt|unhealthy|unavail|exhaust|too many|no space|not |lost|reset|broken|no route"
    "|reject|invalid|forbid|unauth|evict|missing|undefined|unresolved|stuck|stall|down|http|status"
    "|get /|post /|dead|critical|unexpected|violat|expired|disconnect|unknown"
)
_PLACES = re.compile(
    r"\b[a-z][a-z0-9+.-]*+://\S+|(?<![\w/])/[^\s\"',;)]++|\b[\w-]{1,80}\.(?:html?|js|css"
    r"|png|svg|log|json|py|go|java|rb|ya?ml|txt|md|php|ico)\b(?!:)"
)
_ZERO = r"[\"']?(?: ?[=:] ?| (?:is |are |count |rate )?)[\"'\[({]?0+(?:\.0+)? ?%?(?![\w.]|:\d)"
_EMPTY = (
    r"=(?:none|null|nil|<nil>|false|no|ok|\"\"|''|\[\]|\{\}|\(null\))(?![\w.])"
    r"|[\"'] ?: ?(?:null|none|false|\"\"|\[\]|\{\})"
    r"|: (?:none|no|ok|false|n/a|<none>|<nil>)(?=[,;)}\]]|$)"
)
_DECOYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # errors=0, "failed": 0, error_rate 0.0, err=<nil>, error: none
        rf"[\w.-]{{0,40}}{_BAD}(?>[\w.-]{{0,60}})(?:{_ZERO}|{_EMPTY})",
        # no errors, 0 failed, without any failure, never timeouts
        r"(?<![\w.])(?:0|no|zero|without|not an?|non|never|any)\b[ -](?:\w{1,40} ){0,2}?"
        rf"{_BAD}\b",
        # error budget, failure handler, timeout cleared
        rf"\b{_BAD} (?:was |were |has been |have been )?(?:cleared|resolved|recovered|fixed|gone"
        r"|handled|ignored|suppressed|budget|pages?|handlers?|handling|reporting|reporter|tracking"
        r"|tracker|thresholds?|counters?|metrics?|logs?|logging|dashboards?|codes|templates?"
        r"|boundary|middleware|queue|endpoint|tests?|injection|policy|setting|settings)\b",
        # retry on failure, if error
        rf"\b(?:on|if|when|per|simulated|expected|previous|earlier)[ _-]{_BAD}\b",
        # timeout=30, timeout set to 5s
        r"\b\w{0,30}timeouts?\w{0,20}[\"']? ?(?:[=:]|of|to|is|set to|was) ?\d+(?:\.\d+)? ?\w{0,12}",
        # a user named Error, login=fatal
        r"\b(?:users?|username|named?|called|accounts?|author|owner|login|by|from|customer|tenant"
        rf"|actor|assignee|dear|hello|hi|mr|ms|mrs|for user) ?[=:]? ?[\"']?{_BAD}\b(?!\s*:)",
        # error codes of other things: topic=errors, level names in a list
        rf"[=:]\s*[\"']?{_BAD}[\"']?(?=,|\||/)",
    )
)
_NAMES = re.compile(
    r"\b(?:error|failure|exception|panic|crash|fatal|timeout|fail|failed)s?[-_][a-z]\w*"
    r"|\b[a-z]\w{0,60}[-_](?:error|exception|timeout|panic|failure)s?\b(?!\s*[:(])"
)
_SUCCESS = re.compile(
    r"(?i)(?<!not )\b(?:succeeded|successful(?:ly)?|recovered|(?<!be )resolved|all good"
    r"|passed|self-healed|back to normal|completed ok)\b"
)
_WEAK = re.compile(
    r"(?i)\b(?:invalid|missing|not found|rejected|forbidden|unauthorized|exceed(?:s|ed)|stuck"
    r"|stalled|unhealthy|undefined|unresolved|evicted|does(?:n['’]t| not) exist|not ready|err"
    r"|unexpected|violat(?:es|ed|ion)|expired|disconnected|unknown|not running|not-found"
    r"|too many|insufficient|lost|down|errors?|fail(?:s|ures?|ing)|timeouts?|exceptions?)\b"
)
_STRONG = re.compile(
    r"""(?ix)
    \b(?:fatal(?:ly)?|panicked|panic(?=:|\ ?\()|i/o\ timeout|failed|cannot|can['’]t
    |could\ not|couldn['’]t|unable\ to
    |refused|denied|unreachable|aborted|crash(?:ed|ing|loopbackoff)|\w{0,20}imagepull\w{0,12}
    |oom(?:-?kill(?:ed|er)?)?|out\ of\ memory|killed|segfault|segmentation\ fault|core\ dumped
    |timed[ -]out|deadlock(?:ed)?|corrupt(?:ed|ion)?|unavailable|exhausted|no\ space\ left
    |lost\ connection|connection\ (?:lost|reset)|broken\ pipe|no\ route\ to\ host
    |traceback\ \(most|backoff\ ?limit\ ?exceeded|unhandled|timeout\ (?:after|waiting|while)
    |deadline\ exceeded|too\ many\ (?:open|connections|clients|requests))\b
    |\b\w{0,60}(?:error|exception)\s?(?::|\bin\b|\bat\b)|^\W{0,3}(?:error|failure)\b
    """
)
_CODES = re.compile(
    r"\b(?:[A-Z]\w{2,60}(?:Error|Exception|Failure)|E(?:CONN|TIME|HOST|NET|PIPE|NO|ACC)[A-Z]{2,12}"
    r"|OutOfMemory\w{0,10}|ERROR|FATAL|CRITICAL|(?:[A-Z]{1,20}_)?ERR(?:OR)?_[A-Z_]{2,40})\b"
)
_HTTP = re.compile(
    r"(?:\b(?:GET|POST|PUT|DELETE|PATCH|HEAD) \S+ |\bHTTP/\d(?:\.\d)?\"?\s+"
    r"|\bstatus(?:_?code)?[\"']?\s*[=:]?\s*[\"']?)(?:HTTP/\d(?:\.\d)?\"?\s+)?([1-5]\d\d)\b(?!ms|\s?ms)"
)
LONGEST = 2_000


def complaint(text: str) -> int:
    """How loudly a message says that something failed: 0 not at all, 1 by a word, 2 in plain terms.

    Words that stand in a zero count, a negation, an address, a file name or a person's name
    say nothing. Only the first `LONGEST` characters are looked at.
    """
    text = " ".join(text[:LONGEST].split())
    if not _HINT.search(text.lower()):
        return 0
    code = _HTTP.search(text)
    if code and code[1] < "400":
        return 0
    if code and code[1] >= "500":
        return 2
    rest = _PLACES.sub(" ", text)
    for decoy in _DECOYS:
        rest = decoy.sub(" ", rest)
    rest = _NAMES.sub(" ", rest)
    if _SUCCESS.search(rest):
        return 0
    if _STRONG.search(rest) or _CODES.search(rest):
        return 2
    return 1 if _WEAK.search(rest) else 0
