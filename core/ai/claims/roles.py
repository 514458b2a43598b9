"""Who asked and who answered: a sentence that turns the two around."""
# ruff: noqa: E501  a pattern is easier to read unbroken

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

ASKS = (
    r"received|got|timed out|call(?:s|ed|ing)?|ask(?:s|ed)?|request(?:s|ed)?|quer(?:y|ies|ied)|contact(?:s|ed)?|reach(?:es|ed)?|connect(?:s|ed|ing)?|"
    r"retr(?:y|ies|ied)|gave up on|giv(?:es|ing) up on|wait(?:s|ed|ing)? (?:for|on)|timed out (?:waiting for|calling|connecting to|reaching)|"
    r"poll(?:s|ed)?|prob(?:es|ed)|authenticat(?:es|ed)|subscrib(?:es|ed)|depend(?:s|ed)|fetch(?:es|ed)|dial(?:s|ed|led)|"
    r"sent|complain(?:s|ed)|report(?:s|ed)|log(?:s|ged)|measur(?:es|ed)|noticed|warned|observed|recorded|lost (?:its |the )?connections? to|fail(?:s|ed) over"
)
ANSWERS = (
    r"refus(?:es|ed)|reject(?:s|ed)|answer(?:s|ed)?|respond(?:s|ed)?|repl(?:ies|ied)|den(?:ies|ied)|throttl(?:es|ed)|rate[- ]limit(?:s|ed)|"
    r"turn(?:s|ed) away|serv(?:es|ed)|accept(?:s|ed)"
)
DOES = re.compile(rf"\b(?:(?P<asks>{ASKS})|(?P<answers>{ANSWERS}))\b", re.IGNORECASE)
PASSIVE = re.compile(r"\b(?:was|were|been|being|got|is|are)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
BY = re.compile(r"\bby\s+(?:the\s+)?(?:\w+\s+)?$", re.IGNORECASE)
ASKER = re.compile(
    r"\b(?:client|caller|consumer|src|source|svc|service|app|component|container|logger|pod|hostname|instance|module|from_service|requester)[\"']?\s?[=:]\s?[\"']?(?P<who>[A-Za-z0-9][\w.@-]*)|"
    r"^(?:\S+\s+){0,4}?(?P<prog>[A-Za-z][\w/.@-]*)\[\d+\]|^(?:\S+\s+){0,3}?[a-z]+\[(?P<unit>[a-z][\w-]+)\]\s?:?|^(?P<container>[a-z][\w-]*?)(?:-\d+)?\s+\||\[(?P<tag>[a-z][\w]*(?:-\w+)+)[,\]]",
    re.IGNORECASE,
)
ASKED = re.compile(
    r"\b(?:upstream|waiting_on|waits_for|depends_on|target|dest|destination|dst|peer|server|backend|remote|endpoint|callee|supplier|provider|relay|downstream_service|db_host|url)[\"']?\s?[=:]\s?[\"']?(?:\w+://)?(?P<key>[A-Za-z0-9][\w.@-]*)|"
    r"\b(?:connect(?:ed|ing|ion)?|call(?:s|ed|ing)?|request|quer(?:y|ying)|dial(?:ing)?|talking|sent|reach(?:ing)?|logged in)\s+(?:to|tcp|with)\s+(?P<to>[^,;()]{2,60})|"
    r"\b(?:GET|POST|PUT|PATCH|DELETE)\s+https?://(?P<url>[A-Za-z0-9][\w.-]*)",
    re.IGNORECASE,
)

SENT_TO = re.compile(
    r"\b(?:sent|handoff|handed|forwarded|delivered)\b[^,;]{0,60}?\bto\s+(?:endpoint\s+)?/?([\w.-]+)",
    re.IGNORECASE,
)
SAYS = re.compile(
    r"\b[Aa]ccording to (?!the\b|an?\b)([A-Z]?[\w.-]+)|\b([A-Z][a-z]+)\s+(?:said|says|announced|wrote|reported|asked|noted|confirmed|mentioned|suspected|posted)\b"
)
CHAT = re.compile(r"(?:^|[\]\d]\s)@?([A-Za-z][\w.-]*)\s?(?:\([^)]*\))?:\s")
ARROW = re.compile(
    r"(?<![\w.-])([\w.-]*[A-Za-z.][\w.-]*?)(?::\d+)\s?-+>\s?([\w.-]*[A-Za-z.][\w.-]*?)(?::\d+)"
)
LEFT = re.compile(
    r"\bnode-(?:left|joined|join)\[\{([\w.-]+)\}|\{([\w.-]+)\} (?:left|joined) the cluster"
)
SAID_LEFT = re.compile(
    r"([\w.-]*[-\d][\w.-]*) (?:had |has )?(?:left|joined|disconnected|dropped out)\b"
)
EXPECTED = re.compile(
    r"\bexpect(?:ed|ing)[\s:=]+[\"']?([\w.-]+)[\"']?[,;\s]+(?:but )?(?:got|received|found|actual|was)[\s:=]+[\"']?([\w.-]+)",
    re.IGNORECASE,
)
SAID_EXPECTED = re.compile(
    r"\bexpected (?:[a-z]+ ){0,3}?([\w.-]*\d[\w.-]*)|\b([\w.-]*\d[\w.-]*) (?:was|were|is) expected",
    re.IGNORECASE,
)
HOLDER = re.compile(r"\bProcess(?:es)? holding the lock: (\d+)\.")
SAID_HOLDER = re.compile(
    r"\b(\d+) (?:was |is )?(?:held|holding|holds|had held)\b[^.;]{0,20}\block|\block[^.;]{0,20}\bheld by (?:process )?(\d+)",
    re.IGNORECASE,
)
GENERIC = frozenset(
    ["upstream", "server", "client", "broker", "peer", "the", "service", "port", "host"]
)
PARTY = re.compile(r"(?<![\w@])(?:[\w.-]+@)?([A-Za-z0-9][\w.-]{2,})")


def turned(claim: str, lines: Sequence[str]) -> str | None:
    """`b called a` where a cited line says that a called b: by its fields or by who wrote it."""
    if why := _recipient(claim, lines) or _speaker(claim, lines):
        return why
    known = [pair for line in lines for pair in (*_pairs(line), *_arrows(line))]
    if not known:
        return None
    parties = {party for pair in known for party in pair}
    for asker, asked in _told(claim, parties):
        if (asked, asker) in known and (asker, asked) not in known:
            return f"the cited lines have “{asked}” ask and “{asker}” answer"
    return None


def left_by(claim: str, lines: Sequence[str]) -> str | None:
    """`es-1 left the cluster` where es-1 only wrote that es-3 did."""
    for line in lines:
        gone = {match[1] or match[2] for match in LEFT.finditer(line)}
        for match in SAID_LEFT.finditer(claim):
            if gone and match[1] not in gone and match[1] in line:
                return f"the cited lines say it of “{min(gone)}”"
    return None


def turned_values(claim: str, lines: Sequence[str]) -> str | None:
    """`b was expected` where a line has `expected a, got b`; who waits told as who holds a lock."""
    for line in lines:
        for match in EXPECTED.finditer(line):
            theirs = match[1].rstrip(".,;:)"), match[2].rstrip(".,;:)")
            said = SAID_EXPECTED.search(claim)
            name = (said[1] or said[2]).rstrip(".,;:)") if said else None
            if name == theirs[1] != theirs[0]:
                return f"the cited lines have “{theirs[0]}” expected"
        holder, said = HOLDER.search(line), SAID_HOLDER.search(claim)
        if holder and said and (said[1] or said[2]) != holder[1]:
            return f"the cited lines have the lock held by {holder[1]}"
    return None


def _speaker(claim: str, lines: Sequence[str]) -> str | None:
    """Somebody who is said to have said it, where the lines are somebody else's."""
    said = [match[1] or match[2] for match in SAYS.finditer(claim)]
    cited = "\n".join(lines).lower()
    chat = [match[1].lower() for line in lines for match in CHAT.finditer(line)]
    for name in said:
        if chat and name.lower() not in cited:
            return f"the cited lines are of “{chat[0]}”"
    return None


def _recipient(claim: str, lines: Sequence[str]) -> str | None:
    """`a sent` where a line tells what was sent to a."""
    for line in lines:
        for match in SENT_TO.finditer(line):
            name = re.escape(match[1].rstrip(".:"))
            if re.search(
                rf"\b{name}\s+(?:\w+\s+)?(?:sent|sends|handed|forwarded)\b", claim, re.IGNORECASE
            ):
                return f"the cited lines have it sent to “{match[1]}”"
    return None


def _told(claim: str, parties: set[str]) -> Iterator[tuple[str, str]]:
    """Who asked whom by the verb between two parties of the lines."""
    ends = rf"(?<![\w.-])({'|'.join(map(re.escape, sorted(parties, key=len, reverse=True)))})(?![\w-]|\.\w)"
    named = list(re.finditer(ends, claim, re.IGNORECASE))
    for one, other in pairwise(named):
        between = claim[one.end() : other.start()]
        does = DOES.search(between)
        if does is None or one[1].lower() == other[1].lower() or re.search(r"[.;,]\s", between):
            continue
        passive = PASSIVE.search(between[: does.start()]) is not None
        by = BY.search(between) is not None
        # `a was refused a connection to b`, `a was answered because b`
        turned = bool(does["asks"]) == (by or (passive and not does["asks"]))
        pair = one[1].lower(), other[1].lower()
        yield (pair[1], pair[0]) if turned else pair


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    askers = {_first(match) for match in ASKER.finditer(line)}
    for match in ASKED.finditer(line):
        named = match["key"] or match["url"]
        asked = {named} if named else set(PARTY.findall(match["to"])[:3])
        for party in {name.lower().rstrip(".") for name in asked} - askers:
            if not DOES.fullmatch(party) and party not in GENERIC:
                yield from ((asker, party) for asker in askers)


def _arrows(line: str) -> Iterator[tuple[str, str]]:
    """`10.1.0.7:41022->10.2.0.2:53`: who opened the connection comes first."""
    for match in ARROW.finditer(line):
        yield match[1].lower(), match[2].lower()


def _first(match: "re.Match[str]") -> str:
    return next(group for group in match.groups() if group).lower().rstrip(".")
