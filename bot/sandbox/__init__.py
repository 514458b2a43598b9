"""A small Slack workspace on this machine: to try an app, to test it, to show it, to load it.

It knows nothing of what the app does. See `Sandbox` and `SandboxConfig`; the JSON that acts for
people is described in `page_api`, switches for tests in `control`.

What Slack has and this has not: group messages, user groups, scheduled and streamed messages,
canvases, unfurling, shared channels, token rotation, a limit on all posts of a workspace together;
and an event that still waits to be sent again is forgotten when the sandbox stops.
"""

from .app import Sandbox, serve
from .config import Command, SandboxConfig, Shortcut

__all__ = ["Command", "Sandbox", "SandboxConfig", "Shortcut", "serve"]
