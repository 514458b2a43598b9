"""What a Web API method is given, and how it is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from . import channels
from .arguments import Arguments
from .errors import SlackError
from .store import Document
from .work import Work


@dataclass(frozen=True)
class Call:
    """One call by the app: its transaction and its arguments."""

    work: Work
    arguments: Arguments
    # what was asked of the app, each time any one scope of a group
    needed: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def bot(self) -> str:
        """The app's user id."""
        return self.work.config.bot_user_id

    def need(self, *any_of: str) -> None:
        """`missing_scope`, naming what is needed and held, unless one of the scopes is held."""
        held = self.work.config.scopes
        if any_of:
            self.needed.append(any_of)
        if any_of and not held.intersection(any_of):
            raise missing_scope(any_of, held)

    def channel(self, right: str = "", argument: str = "channel", *more: str) -> Document:
        """The channel named by an argument, as far as the bot may see it.

        `right` is the second half of the scope that this kind of channel asks for, `read`,
        `history`, `write` (or `manage` for public ones); `more` are scopes that do as well.
        """
        found = channels.visible(self.work, self.bot, self.arguments.required(argument))
        if right:
            family = channels.family(found)
            first = "manage" if right == "write" and family == "channels" else right
            self.need(f"{family}:{first}", *more)
        return found

    def seated(self, channel: Document) -> Document:
        """The channel, if the bot is in it; `not_in_channel` otherwise."""
        if not channels.is_member(self.work, channel["id"], self.bot):
            raise SlackError("not_in_channel")
        return channel

    def living(self, channel: Document) -> Document:
        """The channel, unless it is archived (`is_archived`)."""
        if channel["is_archived"]:
            raise SlackError("is_archived")
        return channel


@dataclass(frozen=True)
class Method:
    """A Web API method: what answers it, any one of `scopes` it needs, and its rate tier.

    A tier allows at least 1, 20, 50 or 100 calls a minute for tiers 1 to 4
    (https://docs.slack.dev/apis/web-api/rate-limits); 0 means a limit of its own.
    """

    answer: Callable[[Call], Document]
    scopes: tuple[str, ...] = ()
    tier: int = 0
    app_token: bool = False


def missing_scope(needed: Iterable[str], held: Iterable[str]) -> SlackError:
    """Slack's `missing_scope`, with `needed` and `provided` as it names them."""
    return SlackError("missing_scope", needed=",".join(needed), provided=",".join(sorted(held)))
