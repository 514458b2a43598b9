"""The `markdown` block as HTML.

The part of Markdown that Slack takes:
https://docs.slack.dev/reference/block-kit/blocks/markdown-block.
"""

from __future__ import annotations

import re
from html import escape

from .mrkdwn import emoji_html
from .names import link

FENCE = re.compile(r"^```[^\n]*\n(.*?)\n?^```[ \t]*$", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
BULLET = re.compile(r"(\s*)[-*+]\s+(?:\[([ xX])\]\s+)?(.*)")
NUMBERED = re.compile(r"(\s*)\d+[.)]\s+(.*)")
DIVIDER = re.compile(r"\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?")
RULE = re.compile(r"(-{3,}|\*{3,}|_{3,})")
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[([^\]\n]*)\]\(([^()\s]+)\)")
HIDDEN = re.compile("\ue000(\\d+)\ue001")
STYLES = (
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), "strong"),
    (re.compile(r"(?<![\w*])(\*)(?=\S)([^*\n]+?)(?<=\S)\1(?![\w*])"), "em"),
    (re.compile(r"(?<![\w_])(_)(?=\S)([^_\n]+?)(?<=\S)\1(?![\w_])"), "em"),
    (re.compile(r"(~~)(?=\S)(.+?)(?<=\S)\1"), "s"),
)
CHECKS = {" ": "☐ ", "x": "☑ ", "X": "☑ ", None: ""}


def markdown_html(text: str) -> str:
    """A whole document."""
    text = re.sub("[\ue000\ue001]", "", text.replace("\r\n", "\n"))
    pieces = FENCE.split(text)
    return "".join(
        f"<pre><code>{escape(piece, quote=False)}</code></pre>" if index % 2 else _body(piece)
        for index, piece in enumerate(pieces)
    )


def _body(text: str) -> str:
    return "".join(_part(part) for part in re.split(r"\n\s*\n", text) if part.strip())


def _part(part: str) -> str:
    """A part between blank lines: a table, or runs of headings, items, quotes and prose."""
    lines = part.strip("\n").split("\n")
    if len(lines) > 1 and "|" in lines[0] and DIVIDER.fullmatch(lines[1].strip()):
        return _table(lines)
    html, prose = "", []
    for kind, line in map(_kind, lines):
        if kind == "p":
            prose.append(_inline(line))
            continue
        html += _prose(prose) + _element(kind, line)
        prose = []
    html += _prose(prose)
    for tag in ("ul", "ol", "blockquote"):
        html = html.replace(f"</{tag}><{tag}>", "" if tag != "blockquote" else "<br>")
    return html


def _kind(line: str) -> tuple[str, str]:
    stripped = line.strip()
    heading = HEADING.fullmatch(stripped)
    if heading:
        return f"h{min(len(heading[1]) + 2, 6)}", heading[2]
    if RULE.fullmatch(stripped):
        return "hr", ""
    if stripped.startswith(">"):
        return "blockquote", stripped[1:].strip()
    bullet, numbered = BULLET.fullmatch(line), NUMBERED.fullmatch(line)
    if bullet:
        return "ul", CHECKS[bullet[2]] + bullet[3]
    return ("ol", numbered[2]) if numbered else ("p", stripped)


def _element(kind: str, line: str) -> str:
    if kind == "hr":
        return "<hr>"
    inner = _inline(line)
    return (
        f"<{kind}><li>{inner}</li></{kind}>"
        if kind in ("ul", "ol")
        else f"<{kind}>{inner}</{kind}>"
    )


def _prose(lines: list[str]) -> str:
    return f"<p>{'<br>'.join(lines)}</p>" if lines else ""


def _table(lines: list[str]) -> str:
    head, body = _cells(lines[0]), [_cells(line) for line in lines[2:]]
    top = "".join(f"<th>{_inline(cell)}</th>" for cell in head)
    rows = "".join(f"<tr>{''.join(f'<td>{_inline(c)}</td>' for c in row)}</tr>" for row in body)
    return f'<table class="grid"><thead><tr>{top}</tr></thead><tbody>{rows}</tbody></table>'


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def _inline(text: str) -> str:
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\ue000{len(kept) - 1}\ue001"

    text = CODE.sub(lambda m: keep(f"<code>{escape(m[1], quote=False)}</code>"), text)
    text = LINK.sub(lambda m: keep(link(m[2], escape(m[1] or m[2], quote=False))), text)
    html = emoji_html(escape(text, quote=False))
    for expression, tag in STYLES:
        html = expression.sub(rf"<{tag}>\2</{tag}>", html)
    while HIDDEN.search(html):
        html = HIDDEN.sub(lambda match: kept[int(match[1])], html)
    return html
