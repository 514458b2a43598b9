"""Messages as HTML: every mark means what it means in Slack, and no text becomes a tag."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.render.blocks import blocks_html
from bot.sandbox.render.markdown import markdown_html
from bot.sandbox.render.mrkdwn import mrkdwn_html
from bot.sandbox.render.names import Names
from tests.bot.sandbox.test_block_limits import BLOCKS

NAMES = Names(users={"U1": "Ada", "B1": "Bot"}, channels={"C1": "general"}, bots=frozenset(["B1"]))

LINES = [
    ("plain & <b>", "plain &amp; &lt;b&gt;"),
    ("a &amp; b &lt;c&gt;", "a &amp; b &lt;c&gt;"),
    ("*bold* _italic_ ~gone~", "<strong>bold</strong> <em>italic</em> <s>gone</s>"),
    ("*bold _both_*", "<strong>bold <em>both</em></strong>"),
    ("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name"),
    ("`code *not bold* <b>`", "<code>code *not bold* &lt;b&gt;</code>"),
    ("<@U1> and <@U9>", '<span class="mention">@Ada</span> and <span class="mention">@U9</span>'),
    ("<#C1|old>", '<a class="mention" data-channel="C1" href="#">#general</a>'),
    ("<!date^1>", '<span class="mention loud">@date^1</span>'),
    ("<!here>", '<span class="mention loud">@here</span>'),
    ("<!subteam^S1|@ops>", '<span class="mention">@ops</span>'),
    (":eyes: :nope:", '<span class="emoji" title=":eyes:">👀</span> :nope:'),
    (
        "<https://example.com/?a=1&amp;b=2|a *link*>",
        (
            '<a href="https://example.com/?a=1&amp;b=2" target="_blank"'
            ' rel="noopener noreferrer">a <strong>link</strong></a>'
        ),
    ),
    (
        "<https://example.com|`code`>",
        (
            '<a href="https://example.com" target="_blank" rel="noopener noreferrer">'
            "<code>code</code></a>"
        ),
    ),
    ("<javascript:alert(1)|click>", "&lt;javascript:alert(1)|click&gt;"),
    (
        "<!date^1795000000^{date} at {time}|then>",
        '<time class="moment" data-epoch="1795000000" data-format="{date} at {time}">then</time>',
    ),
]


@pytest.mark.parametrize(("text", "html"), LINES)
def test_marks_of_a_line(text: str, html: str) -> None:
    """Each mark becomes its tag, and everything else stays text."""
    assert mrkdwn_html(NAMES, text) == f'<div class="line">{html}</div>'


def test_blocks_of_lines() -> None:
    """Code blocks, quotes and lists stand by themselves."""
    assert mrkdwn_html(NAMES, "a\n```x < *y*\n```\nb") == (
        '<div class="line">a</div><pre><code>x &lt; *y*</code></pre><div class="line">b</div>'
    )
    assert mrkdwn_html(NAMES, "&gt; one\n> *two*") == (
        '<blockquote><div class="line">one<br><strong>two</strong></div></blockquote>'
    )
    assert mrkdwn_html(NAMES, "• a\n• b\n1. c") == (
        "<ul><li>a</li><li>b</li></ul><ol><li>c</li></ol>"
    )


def test_markdown() -> None:
    """Headings, tables, lists, code and links of the markdown block."""
    html = markdown_html(
        "# Title\n\n**bold** `<i>` [x](https://example.com)\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n- [x] done\n- todo\n\n```py\n<x>\n```\n"
    )
    for part in (
        "<h3>Title</h3>",
        "<strong>bold</strong> <code>&lt;i&gt;</code>",
        '<a href="https://example.com"',
        "<th>a</th><th>b</th>",
        "<td>1</td><td>2</td>",
        "<ul><li>☑ done</li><li>todo</li></ul>",
        "<pre><code>&lt;x&gt;</code></pre>",
    ):
        assert part in html


RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "a <b>\n", "style": {"bold": True, "italic": True}},
                {"type": "link", "url": "https://example.com", "text": "here"},
                {"type": "emoji", "name": "fire"},
                {"type": "emoji", "name": "nope"},
                {"type": "user", "user_id": "U1"},
                {"type": "channel", "channel_id": "C1"},
                {"type": "broadcast", "range": "here"},
                {"type": "date", "timestamp": 1795000000, "format": "{time}", "fallback": "then"},
                {"type": "usergroup", "usergroup_id": "S1"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "indent": 1,
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}
            ],
        },
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x < y"}]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted"}]},
    ],
}


def test_rich_text() -> None:
    """Every part of a rich text block is drawn."""
    html = blocks_html(NAMES, [RICH])
    for part in (
        "<em><strong>a &lt;b&gt;<br></strong></em>",
        ">here</a>",
        "🔥",
        ":nope:",
        "@Ada",
        "#general",
        "@here",
        '<time class="moment" data-epoch="1795000000" data-format="{time}">then</time>',
        "S1",
        '<ol class="indent-1"><li>one</li></ol>',
        "<pre><code>x &lt; y</code></pre>",
        "<blockquote>quoted</blockquote>",
    ):
        assert part in html


@pytest.mark.parametrize("kind", BLOCKS)
def test_every_block_is_drawn(kind: str) -> None:
    """No type that the sandbox takes is left blank on the page."""
    block = {"block_id": "b", **BLOCKS[kind]}
    html = blocks_html(NAMES, [block])
    assert "is not drawn here" not in html
    assert kind.replace("_", "-") in html


ALPHABET = "<>&\"'`*_~|^!@#:;/()[]{}\\-\n aé\ue000\ue0010"
TAG = re.compile(r"<(/?)([a-z0-9]+)((?:\s[^<>]*)?)>")
ALLOWED = re.compile(
    "div|span|strong|em|s|code|pre|blockquote|ul|ol|li|br|hr|a|p|time|h[3-6]"
    "|table|thead|tbody|tr|th|td"
)


def safe(html: str) -> bool:
    """Only known tags, and no attribute that acts."""
    rest = TAG.sub("", html)
    acts = re.search(r"<[^>]*\son\w+=|javascript:[^\"]*\"\s*target", html)
    return "<" not in rest and not acts and all(ALLOWED.fullmatch(m[2]) for m in TAG.finditer(html))


FRAGMENTS = [
    "<http://[", "<http://x.y|", "<!date^", "^", "^{date}|", "<@U1", "<#C1|", "|", ">", "<", "`",
    "```", "*", "_", "~", "javascript:", "[a](", ")", "<b onclick=x>", "&lt;", "\n", "> ", "- ",
    "| a |", "|---|", "# ", ":eyes:", "\ue0000\ue001", " ", "a", '"', "'",
]  # fmt: skip


@given(
    st.one_of(
        st.text(ALPHABET, max_size=60),
        st.lists(st.sampled_from(FRAGMENTS)).map("".join),
    )
)
def test_no_text_becomes_a_tag(text: str) -> None:
    """Whatever is written, only the renderer's own tags come out."""
    assert safe(mrkdwn_html(NAMES, text))
    assert safe(markdown_html(text))


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '<img src=x onerror="alert(1)">', '"><b onclick="x">']
)
def test_controls_escape_their_texts(text: str) -> None:
    """Labels, values and options of elements are text, too."""
    plain = {"type": "plain_text", "text": text}
    options = [{"text": plain, "value": text}]
    elements: list[dict[str, Any]] = [
        {"type": "button", "action_id": text, "text": plain, "value": text, "url": text},
        {"type": "overflow", "action_id": "a", "options": options},
        {"type": "static_select", "action_id": "b", "options": options, "placeholder": plain},
        {"type": "checkboxes", "action_id": "c", "options": options},
        {"type": "plain_text_input", "action_id": "d", "initial_value": text},
    ]
    html = blocks_html(
        NAMES,
        [
            {"type": "header", "block_id": text, "text": plain},
            {"type": "actions", "block_id": text, "elements": elements},
            {"type": "image", "alt_text": text, "image_url": text, "title": plain},
            {"type": "input", "block_id": text, "label": plain, "element": elements[-1]},
            {"type": text},
        ],
    )
    assert text not in html
    assert "<script" not in html
    assert "<img" not in html
