"""Reads logs: templates, levels, first error, bursts and key lines, with exact line numbers."""

from core.logs.digest import summarise
from core.logs.lines import templates

__all__ = ["summarise", "templates"]
