"""Words that look like trouble and are none: zero counts, negations, paths, good news."""

import re

_NOUN = (
    r"(?:errors?|failures?|failed|exceptions?|time-?outs?|crash(?:es|ed)?|deadlocks?|warnings?"
    r"|panics?|retries|restarts?|oom(?:_\w+)?|evictions?|corruption|problems?|issues?|packet loss)"
)
_HARMLESS = re.compile(
    rf"""(?ix)
      \b(?:\w+[._-])*{_NOUN}(?:[._-]\w+)*["']?\s*[=:]\s*["']?(?:0+(?:\.0+)?\s?%?(?![\w.])|none\b|null\b|false\b)
    | \b(?:0|no|zero|without(?:\ any)?|not\ an?|never|non)[\ -]+(?:\w+\ ){{0,2}}?{_NOUN}\b
    | \b{_NOUN}\ (?:budget|page|handler|reporter|detector|threshold|rate\ (?:is\ )?(?:ok|0))\b
    | \b{_NOUN}\ (?:was\ |is\ |has\ been\ )?(?:cleared|resolved|recovered|fixed)\b
    | "?(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\ \S+(?:\ HTTP/\d(?:\.\d)?)?"?\s+[123]\d\d\b
    | \b[\w-]+\.(?:html?|css|png|svg|md)\b
    | \b\w*(?:protection|recovery|detection|detector|monitor|handler)
        \s+(?:disabled|enabled|started|registered)
    | \bout-of-memory\ protection\b
    | (?<!\S)\w*(?:time-?out|limit|retries)\w*\s*=\s*\d+\w*
    """
)


_HINTS = re.compile(
    r"error|fail|exception|time-?out|crash|deadlock|warning|panic|retr|restart|oom|evict|corrupt"
    r"|problem|issue|loss|get|post|put|delete|patch|head|options|\.htm|\.css|\.png|\.svg|\.md"
    r"|protection|recovery|detect|monitor|handler|memory|limit",
    re.IGNORECASE,
)


def blank(line: str) -> str:
    """`line` with each harmless stretch as spaces, so that what is found keeps its place."""
    if not _HINTS.search(line):
        return line
    return _HARMLESS.sub(lambda found: " " * len(found[0]), line)
