"""Titles and quotes that would turn or move the text around them, as Slack is given them."""

import json

from bot.slack.views import answers
from bot.slack.views.card import card, card_text, topic
from core.commands import Answer
from tests.core.test_commands import about, desk
from tests.opened import ADA

TITLE = "pay \u202egnp.exe \x1b[31mred\x1b[0m down"


async def test_a_card_shows_what_is_there(sqlite_url: str) -> None:
    """In the card, its fallback text, the topic and a list: no override, no escape sequence."""
    async with desk(sqlite_url) as commands:
        incident = about(await commands.declare(ADA, TITLE, description=TITLE))
    shown = json.dumps(
        [
            card(incident),
            card_text(incident),
            topic(incident),
            answers.answer(Answer("incidents", "1 incident", incidents=(incident,))),
            answers.refusal(TITLE),
        ],
        ensure_ascii=False,
    )
    assert "pay �gnp.exe red down" in shown
    assert "\u202e" not in shown
    assert "\\u001b" not in shown
