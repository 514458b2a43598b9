"""Who may send alerts, and how each sender's body is read: one file per sender.

`SENDERS` is the whole registry; `read` is what the intake calls when it takes a
delivery from the inbox.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from bot.web.hooks import alertmanager
from core.domain.alerts import Alert

Parser = Callable[[Any], Sequence[Alert]]

SENDERS: Mapping[str, Parser] = MappingProxyType({"alertmanager": alertmanager.read})


def read(source: str, body: Any) -> Sequence[Alert]:
    """The alerts in a body from `source`, normalised.

    Raises:
        ValueError: the body doesn't fit, or the sender isn't known.
    """
    parser = SENDERS.get(source)
    if parser is None:
        raise ValueError(f"no sender is called {source}")
    try:
        return parser(body)
    except ValidationError as error:
        count = error.error_count()
        raise ValueError(
            f"{count} value{'s' if count != 1 else ''} of the body do not fit"
        ) from None
