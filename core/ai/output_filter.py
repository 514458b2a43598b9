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
SPOKEN = re.compile(
    r"\b(?:TRUNCATE|DROP|ALTER)\s+[\w.]+|`[^`\n]+`|^\s*[$#>]\s+\S.*$|(?:^|\s)/incident\s+\w+[^\n.;]*",
    re.MULTILINE,
)
_VERBS = (
    "add|annotate|apply|attach|clone|commit|config|cordon|cp|create|delete|deploy|describe|destroy|disable|down|drain|"
    "edit|enable|exec|expose|get|init|inspect|install|kill|label|logs|merge|mv|patch|ps|pull|push|rebase|reload|remove|"
    "replace|reset|restart|restore|revert|rm|rollback|rollout|run|scale|set|start|stop|sync|taint|tag|terminate|top|"
    "uninstall|unset|up|update|upgrade|wait"
)
_TOOLS = (
    "kubectl|helm|docker|podman|docker-compose|systemctl|terraform|git|npm|yarn|pip3?|apt|apt-get|yum|dnf|"
    "apk|brew|argocd|flux|ansible|vault|consul|etcdctl|crictl|nomad"
)
_ARGUMENT = (
    r"-{1,2}[a-z]|https?:|~?\.{0,2}/\S|[\w.-]+@[\w.-]+|\S+\.(?:sh|py|js|sql|ya?ml|json|conf|tf)\b"
)
TYPED = re.compile(
    rf"\b(?:{_TOOLS})\s+(?:{_VERBS})(?![\w-])(?:[^\n.;,]|[.,](?=\S))*|"
    rf"\b(?:aws|gcloud|az|rabbitmqctl|kafka-\w+|redis-cli|psql|mysql|mongo(?:sh)?|curl|wget|ssh|scp|nc|dd|bash|sh|zsh|python3?|"
    rf"perl|ruby|java|powershell|pwsh|chmod|chown|mkfs|iptables|rm|kill|pkill|killall|crontab|{_TOOLS})\s+(?:{_ARGUMENT})[^\n;]*|"
    rf"\b(?:aws|gcloud|az)\s+(?:[a-z0-9-]+\s+){{1,2}}(?:[a-z]+-[a-z-]+|ls|mb|rb|{_VERBS})\b[^\n;]*|"
    r"\bnode\s+(?:-{1,2}[a-z]|\S+\.[cm]?[jt]s\b)[^\n;]*|\bservice\s+[\w-]+\s+(?:restart|reload|stop)\b|"
    r"\b(?:curl|wget|ssh|ping|dig|nslookup)\s+(?=\S*[.\d])[\w.-]+\.\w+\S*|\bkill(?:all)?\s+(?:-\d+|\d{3,})\b|"
    r"\bsudo\s+\S[^\n.;]*|\bredis-cli\s+[A-Z]+\b|\b(?:reboot|shutdown)\s+(?:-\w|now\b)|"
    r"\b(?:drop|truncate|alter|create)\s+(?:table|database|index|schema|user|role)\s+\w+|"
    r"\b(?:delete\s+from|insert\s+into)\s+\w+|\bupdate\s+\w+\s+set\s+\w+",
    re.IGNORECASE,
)
HEADS = (
    re.compile(r"[\w-]+\s+[a-z]+", re.IGNORECASE),
    re.compile(r"[\w-]+\s+\w+\s+\w+", re.IGNORECASE),
)
_SQL = re.compile(r"(?:drop|truncate|alter|create|delete|insert)\b", re.IGNORECASE)
# `git push failed at 12:03` tells of a command and gives none
TOLD = re.compile(
    r"\s+(?:(?:that|which|step|job|stage|command|statement|query|phase|call|task|run|process|request|operation|attempt|action)s?\s+)?"
    r"(?:fail\w*|tim(?:ed|ing)|was|were|is|are|has|had|took|returned|exited|could|did|ran|start\w*|finish\w*|complet\w*|"
    r"moved|changed|updated|switched|replaced|raised|lowered|installed|deployed|rolled|restarted|brought|put|went|"
    r"succe\w*|wait\w*|hung|hit|got|stopped|ended|caused|reached|blocked|held|died|gave|nearly|almost|also|never|then|"
    r"at|on|in|of|after|before|by|during|from|since|until|because|when|while|with)\b",
    re.IGNORECASE,
)

HOST = re.compile(r"(?:\w+://)?(?:[a-z0-9-]+\.)+[a-z0-9]+(?::\d+)?", re.IGNORECASE)

COMMAND_PROBLEM = "it holds a command that was not in the input"


def foreign(text: str, allowed: str) -> str | None:
    """Why `text` must not be shown, None if it may; `allowed` is what it may quote from.

    What stands only in lines that read like an instruction was planted, and may not be quoted.
    """
    if MENTION.search(text):
        return "it holds a mention"
    for match in LINK.finditer(text):
        if not _quotable(match[0].rstrip(".,;"), allowed):
            return "it holds a link that was not in the input"
    for match in SPOKEN.finditer(text):
        command = match[0].strip("`$#> \n\t")
        if command and not _quotable(command, allowed):
            return COMMAND_PROBLEM
    for match in TYPED.finditer(text):
        if not _quotable(match[0].strip().rstrip(".,;"), allowed) and not _only_told(
            text[match.start() :]
        ):
            return COMMAND_PROBLEM
    return None


def _only_told(text: str) -> bool:
    """Whether what begins like a command goes on as a sentence about it."""
    heads = HEADS if _SQL.match(text) else HEADS[:1]
    found = [head for pattern in heads if (head := pattern.match(text))]
    return any(TOLD.match(text, head.end()) for head in found)


def _quotable(found: str, allowed: str) -> bool:
    """Whether a line that tells something, and orders nothing, holds it from end to end.

    Of an address the host alone may be told.
    """
    after = r"(?![\w-])" if HOST.fullmatch(found) else r"(?![\w/-])"
    return any(
        re.search(rf"(?:(?<![\w/-])|(?<=://)){re.escape(found)}{after}", line)
        and not suspicious(line)
        for line in allowed.split("\n")
        if found in line
    )
