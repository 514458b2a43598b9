"""What people wrote, out of Slack's escaped form.

With `should_escape` Slack sends links, people and channels as `<…>` and escapes
`&`, `<` and `>` (docs.slack.dev, *Formatting message text*). It is undone once,
here, so that titles, notes and logs are what was typed.
"""

import re

REFERENCE = re.compile(r"<([@#!]?)([^<>|\s]+)(?:\|([^<>]*))?>")


def typed(text: str) -> str:
    """`text` as its author typed it: `<https://a.example|here>` is `here (https://a.example)`."""
    shown = REFERENCE.sub(_shown, text)
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _shown(match: re.Match[str]) -> str:
    kind, target, label = match[1], match[2], match[3] or ""
    if kind == "!":
        return label or f"@{target.split('^')[0]}"
    if kind:
        return f"{kind}{label or target}"
    target = target.removeprefix("mailto:").removeprefix("tel:")
    if not label or label == target or target.removeprefix("http://") == label:
        return label or target
    return f"{label} ({target})"
