"""What a model's text may never carry into Slack: mentions, foreign links, foreign commands."""

import re

from core.ai.injection import suspicious

MENTION = re.compile(
    r"<[!@#][^>\n]{0,80}>|(?<![\w.])@(?:channel|here|everyone|all|group)\b|<(?:https?|mailto):[^>]*>",
    re.IGNORECASE,
)
LINK = re.compile(
    r"(?:https?|ftp|slack|mailto|tel|javascript|data|file|hxxps?)[:：]/{0,2}[^\s<>\"')\]]+|\bwww\.[^\s<>\"')\]]+|"
    r"(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|net|org|io|dev|app|ru|cn|info|biz|xyz|top|site|online|link|click|co|me|ly|sh|gg|tk|ai)\b(?:/[^\s<>\"')\]]*)?",
    re.IGNORECASE,
)
COMMAND = re.compile(
    r"`[^`\n]+`|^\s*[$#>]\s+\S.*$|"
    r"\b(?:sudo|curl|wget|kubectl|helm|docker|systemctl|chmod|chown|ssh|scp|psql|mysql|redis-cli|aws|gcloud|terraform|"
    r"git|npm|pip|bash|sh|python3?|powershell|nc|dd|mkfs|iptables|rm)\s+(?:-{1,2}\w|[a-z]+[ /-]\S|https?:|/)[^\n.;]*|"
    r"\b(?:DROP|TRUNCATE|DELETE FROM|ALTER|UPDATE|INSERT INTO)\s+(?:TABLE\s+|DATABASE\s+)?\w+|"
    r"(?:^|\s)/incident\s+\w+[^\n.;]*",
    re.IGNORECASE | re.MULTILINE,
)


def foreign(text: str, allowed: str) -> str | None:
    """Why `text` must not be shown, None if it may; `allowed` is what it may quote from.

    What stands only in lines that read like an instruction was planted, and may not be quoted.
    """
    if MENTION.search(text):
        return "it holds a mention"
    for match in LINK.finditer(text):
        if not _quotable(match[0].rstrip(".,;"), allowed):
            return "it holds a link that was not in the input"
    for match in COMMAND.finditer(text):
        command = match[0].strip("`$#> \n\t")
        if command and not _quotable(command, allowed):
            return "it holds a command that was not in the input"
    return None


def _quotable(found: str, allowed: str) -> bool:
    """Whether a line that tells something, and orders nothing, holds it from end to end."""
    return any(
        re.search(rf"(?<![\w/-]){re.escape(found)}(?![\w/-])", line) and not suspicious(line)
        for line in allowed.split("\n")
        if found in line
    )
