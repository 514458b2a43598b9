"""The offline analyst: deterministic, needs no model, no key and no network."""

from core.ai.offline.analyse import analyse
from core.ai.offline.diagnose import Diagnosis, diagnose
from core.ai.offline.history import History

__all__ = ["Diagnosis", "History", "analyse", "diagnose"]
