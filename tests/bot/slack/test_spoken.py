"""What people typed, out of Slack's escaped form."""

import pytest

from bot.slack.spoken import typed


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("A &amp; B latency &gt; 5s", "A & B latency > 5s"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("see <https://x.example/a?b=1&amp;c=2>", "see https://x.example/a?b=1&c=2"),
        ("<http://x.example|x.example> is down", "x.example is down"),
        ("<https://x.example|the runbook>", "the runbook (https://x.example)"),
        ("ask <@U0LINUS> in <#C01|general>", "ask @U0LINUS in #general"),
        ("<!channel> wake up <!here|here>", "@channel wake up here"),
        ("<mailto:ada@corp.example|ada@corp.example>", "ada@corp.example"),
        ("ERROR a &amp;&amp; b &gt; /dev/null", "ERROR a && b > /dev/null"),
    ],
)
def test_typed(sent: str, meant: str) -> None:
    """Links, people, channels and escaped signs are what was typed."""
    assert typed(sent) == meant
