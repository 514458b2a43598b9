"""What a model's text may never carry into Slack: mentions, foreign links, foreign commands."""

import re

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
    """Why `text` must not be shown, None if it may; `allowed` is what it may quote from."""
    if MENTION.search(text):
        return "it holds a mention"
    for match in LINK.finditer(text):
        if match[0].rstrip(".,;") not in allowed:
            return "it holds a link that was not in the input"
    for match in COMMAND.finditer(text):
        command = match[0].strip("`$#> \n\t")
        if command and command not in allowed:
            return "it holds a command that was not in the input"
    return None
