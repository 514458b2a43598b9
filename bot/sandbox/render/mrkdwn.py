"""Slack's mrkdwn as HTML (https://docs.slack.dev/messaging/formatting-message-text).

Tokens in `<…>` are taken out first, then everything else is escaped, and only then do the marks
become tags; so no text can ever become a tag.
"""

from __future__ import annotations

import re
from html import escape, unescape

from ..emoji import EMOJI
from .names import Names, attribute, link, linkable

FENCE = re.compile(r"```\n?(.*?)\n?```", re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
TOKEN = re.compile(r"<([^<>\n]+)>")
HIDDEN = re.compile("\ue000(\\d+)\ue001")
PRIVATE = re.compile("[\ue000\ue001]")
QUOTE = re.compile(r"^(?:&gt;|>) ?")
BULLET = re.compile(r"^\s*(?:[•◦▪]|[-*](?= ))\s+")
NUMBERED = re.compile(r"^\s*(\d{1,3})[.)]\s+")
SHORTCODE = re.compile(r":([a-z0-9_+-]+):")
ENTITY = re.compile(r"&(?:lt|gt|amp);")
STYLES = (
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), "em"),
    (re.compile(r"(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])"), "s"),
)


def mrkdwn_html(names: Names, text: str) -> str:
    """A whole text: paragraphs, code blocks, quotes, lists and what is inside their lines."""
    text = PRIVATE.sub("", text)
    pieces = FENCE.split(text)
    parts = []
    for index, piece in enumerate(pieces):
        if index % 2:
            parts.append(f"<pre><code>{_coded(names, piece)}</code></pre>")
        elif piece.strip("\n"):
            # A code block stands on lines of its own; its neighbours need no break beside it.
            parts.append(_lines(names, piece.strip("\n") if len(pieces) > 1 else piece))
    return "".join(parts)


def inline_html(names: Names, text: str) -> str:
    """One line: tokens, code, bold, italic, strike, emoji."""
    kept: list[str] = []

    def keep(html: str) -> str:
        kept.append(html)
        return f"\ue000{len(kept) - 1}\ue001"

    text = TOKEN.sub(lambda match: keep(_token(names, match[1])), text)
    text = CODE.sub(lambda match: keep(f"<code>{_literal(match[1])}</code>"), text)
    html = emoji_html(_literal(text))
    for expression, tag in STYLES:
        html = expression.sub(rf"<{tag}>\1</{tag}>", html)
    while HIDDEN.search(html):
        html = HIDDEN.sub(lambda match: kept[int(match[1])], html)
    return html


def emoji_html(html: str) -> str:
    """`:name:` in escaped text as the character."""
    return SHORTCODE.sub(lambda match: emoji_span(match[1]) or match[0], html)


def emoji_span(name: str) -> str | None:
    """One emoji, or None for a name that the workspace does not have."""
    character = EMOJI.get(name)
    return character and f'<span class="emoji" title=":{attribute(name)}:">{character}</span>'


def plain_html(text: str, emoji: bool = True) -> str:
    """A plain_text object: nothing but emoji and line breaks means anything."""
    html = escape(text).replace("\n", "<br>")
    return emoji_html(html) if emoji else html


def date_html(epoch: str, template: str, fallback: str, url: str = "") -> str:
    """A moment that the page shows in the reader's own zone; `fallback` until then."""
    shown = (
        f'<time class="moment" data-epoch="{attribute(epoch)}" data-format="{attribute(template)}">'
        f"{escape(fallback)}</time>"
    )
    return link(url, shown) if url else shown


def _coded(names: Names, text: str) -> str:
    """Text in a code block: nothing in it means anything, but Slack links addresses there, too."""
    pieces = TOKEN.split(text)
    return "".join(
        _token(names, piece) if index % 2 else _literal(piece) for index, piece in enumerate(pieces)
    )


def _lines(names: Names, text: str) -> str:
    """Runs of quoted, bulleted and numbered lines become elements, others are broken lines."""
    runs: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        kind, rest = _kind(line)
        if runs and runs[-1][0] == kind:
            runs[-1][1].append(rest)
        else:
            runs.append((kind, [rest]))
    return "".join(_run(names, kind, lines) for kind, lines in runs)


def _kind(line: str) -> tuple[str, str]:
    for kind, expression in (("quote", QUOTE), ("ul", BULLET), ("ol", NUMBERED)):
        match = expression.match(line)
        if match:
            return kind, line[match.end() :]
    return "text", line


def _run(names: Names, kind: str, lines: list[str]) -> str:
    if kind == "quote":
        return f"<blockquote>{_lines(names, chr(10).join(lines))}</blockquote>"
    shown = [inline_html(names, line) for line in lines]
    if kind == "text":
        return f'<div class="line">{"<br>".join(shown)}</div>'
    return f"<{kind}>{''.join(f'<li>{line}</li>' for line in shown)}</{kind}>"


def _literal(text: str) -> str:
    """Escaped text; the three entities that a sender must write are read first."""
    return escape(ENTITY.sub(lambda match: unescape(match[0]), text), quote=False)


def _token(names: Names, token: str) -> str:
    target, _, label = token.partition("|")
    if target.startswith("@"):
        return f'<span class="mention">@{escape(names.user(target[1:]))}</span>'
    if target.startswith("#"):
        name = escape(names.channel(target[1:], label))
        return f'<a class="mention" data-channel="{attribute(target[1:])}" href="#">#{name}</a>'
    if target.count("^") > 1 and target.startswith("!date^"):
        _, epoch, template, *url = target.split("^")
        return date_html(epoch, template, label, url[0] if url else "")
    if target.startswith("!subteam^"):
        return f'<span class="mention">{escape(label or target)}</span>'
    if target.startswith("!"):
        return f'<span class="mention loud">@{escape(label or target[1:])}</span>'
    if not linkable(target):
        return _literal(f"<{token}>")
    shown = inline_html(names, label) if label else _literal(target.removeprefix("mailto:"))
    return link(unescape(target), shown)
