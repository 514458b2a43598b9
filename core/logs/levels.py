"""Normalises levels, and tells lines that report a failure from lines that only look like it."""

import re

LEVELS = ("fatal", "error", "warn", "info", "debug")
_NAMES = {
    "fatal": "fatal panic emerg emergency alert crit critical ftl dpanic",
    "error": "error err severe failure eror",
    "warn": "warn warning wrn",
    "info": "info information informational inf notice note config audit ok",
    "debug": "debug dbg trace trc verbose fine finer finest dbug",
}
NORMAL = {name: level for level, names in _NAMES.items() for name in names.split()}
_LETTERS = {"F": "fatal", "E": "error", "W": "warn", "I": "info", "D": "debug", "V": "debug"}

# What is said not to have happened: zero counts, negations, successes, addresses, names.
_DECOY = re.compile(
    r"""(?ix)
    \b(?:\w+[._-])*(?:errors?|err|failures?|failed|fail|exceptions?|timeouts?|fatals?|panics?
        |critical|crit|dropped|rejected|errcount|crashe?s?)
        (?:[._-]\w+)*["']?(?:\s*[=:]\s*|\s+is\s+|\s+(?:count|rate|total)?\s*)
        ["'\[({]?(?:0+(?:\.0+)?\s?%?(?![\w.])|none\b|null\b|nil\b|false\b|no\b|ok\b|<none>|""(?!\w)|\(null\)|\[\]|\{\})
    |\b(?:0|no|zero|without(?:\s+any)?|not?\s+an?|any|never|non|non-?fatal)\s+(?:\w+\s+){0,2}?
        (?:errors?|failures?|failed|exceptions?|timeouts?|issues?|problems?|fatals?|crashe?s?|panics?|warnings?)\b
    |\b(?:errors?|failures?|exceptions?|timeouts?|crash(?:es)?|panics?)\s+(?:\w+\s+){0,2}?
        (?:cleared|resolved|recovered|fixed|gone|handled|ignored|suppressed|budget|page|pages|rate|rates|handler|handling|reporting|reporter|tracking|threshold|count|counter|metrics?|logs?|logging|dashboard|codes?|template|boundary|middleware|queue|endpoint|test|tests)\b
    |\b(?:on|if|when|for|per|of)[-_ ](?:errors?|failures?|exceptions?|timeouts?)\b
    |\b(?:set|log(?:ging)?|read|connect(?:ion)?|request|idle|session|default|the|with|write|socket|client|server|query|using)\s+timeouts?\s*(?:=|:|of|to|is|set)\s*\d
    |(?<![\w])/[\w./%?=&*~+-]*(?:error|fail|exception|fatal|panic|timeout|critical|crash)[\w./%?=&*~+-]*
    |\b\w[\w-]*\.(?:html?|js|css|png|svg|log|json|py|go|java|rb|ya?ml|txt|md|php|ico)\b
    |\b(?:user|username|name|account|author|owner|login|by|from|for|customer|tenant|actor|assignee|dear|hello|mr|ms|mrs)
        \s*(?:[=:]\s*)?["']?(?:error|errors|fatal|failure|panic|exception|crash|critical)["']?\b(?!\s*[:=])
    |\b(?:error|failure|exception|panic|crash|fatal|timeout|err|fail|critical)(?:s)?[-_](?:\w+)
    |\b\w+[-_](?:error|failure|exception|fail|fatal|timeout|panic|critical)s?\b(?!\s*[:(])
    """
)
_FAILURE = re.compile(
    r"""(?ix)
    \b(?:errors?|err|errno|fatal(?:ly)?|panic(?:ked)?|exception|traceback|fail(?:s|ed|ure|ures|ing)?
    |cannot|can['’]?t|could\ ?n[o'’]t|couldn['’]?t|unable\ to|refused|denied|unreachable|aborted|abort|crash(?:ed|ing)?
    |crashloopbackoff|imagepullbackoff|errimagepull|oom(?:-?kill(?:ed|er)?)?|oomkilled|out\ of\ memory|killed|segfault|segmentation\ fault
    |core\ dumped|time[ds]?[ -]?outs?|deadlock(?:ed)?|corrupt(?:ed|ion)?|unhealthy|unavailable|exhausted|too\ many
    |no\ space\ left|not\ enough|lost\ connection|connection\ reset|broken\ pipe|no\ route\ to\ host|rejected|invalid|forbidden|unauthorized
    |evicted|backoff\ ?limit\ ?exceeded|exceeded|not\ found|does(?:n['’]t|\ not)\ exist|missing|undefined|unresolved|stuck|stalled)\b
    |\b\w+(?:Error|Exception|Failure)\b|\bE[A-Z]{4,}\b
    """
)
_HARD = re.compile(
    r"""(?x)
    \b(?:\w+\.)*\w*(?:Exception|Error)(?::|\s+in\b|\s+at\b)|\bTraceback\ \(most|\bpanic:|\bFATAL\b|\bERROR\b|\bCRITICAL\b
    |\bOutOfMemory\w*|\bOOMKilled\b|\b[Ss]egmentation\ fault|\bsegfault\b|[Cc]ore\ dumped|\bOut\ of\ memory\b
    |\bCrashLoopBackOff\b|\bImagePullBackOff\b|\bErrImagePull\b|^\s*(?:[Ee]rror|[Ff]atal|[Ff]ailed|[Ff]ailure|[Pp]anic)\b[:\ ]
    |^\s*\w[\w.]*:?\s+(?:error|fatal|panic):|\b[Ee]rror:\s|\bfailed\ to\b|\bFailed\ to\b|\b[Cc]ould\ not\ connect|\b[Cc]onnection\ (?:refused|reset|timed\ out)
    """
)
_SUCCESS = re.compile(
    r"(?i)\b(?:succe(?:ss|eded|ssful|ssfully)|recovered|resolved|passed|completed (?:ok|successfully)|healthy|all good)\b"
)
_HTTP = re.compile(
    r"(?:\"\s|\bHTTP/\d(?:\.\d)?\"?\s+|\bstatus(?:_?code)?[\"']?\s*[=:]\s*[\"']?)([1-5]\d\d)\b"
)


def normal(word: str) -> str | None:
    """`WARNING`, `[err]`, `E` and the like as one of `LEVELS`; None for any other word."""
    bare = word.strip("[]()<>{}|:;,-\"'* ")
    if bare in _LETTERS:
        return _LETTERS[bare]
    return NORMAL.get(bare.lower())


def complaint(text: str) -> int:
    """How loudly a message says that something failed: 0 not at all, 1 by a word, 2 in plain terms.

    Words that stand in a zero count, a negation, an address, a file name or a person's name
    say nothing.
    """
    rest = _DECOY.sub(" ", text)
    found = _FAILURE.search(rest)
    code = _HTTP.search(text)
    if code:
        if code[1] < "400":
            return 0
        if code[1] >= "500":
            return 2
    if not found:
        return 0
    if _SUCCESS.search(text):
        return 0
    return 2 if _HARD.search(rest) else 1


def judge(level: str | None, message: str) -> str | None:
    """The level of a record: the one it states, else `error` for a plain failure, else None."""
    if level in ("fatal", "error"):
        return level
    if level is None and complaint(message) == 2:
        return "error"
    return level
