"""Words that mean the same in incidents, kept as data.

People open an incident with what they see (*down*, *slow*) and close it with what the graphs
said (*503*, *latency*); a ranking that joins only equal words cannot bring them together.
"""

from core.ai.text.words import stem

GROUPS = (
    "error errors failure failures failing failed fail 5xx 500 502 503 504 429",
    "outage down unavailable offline downtime unreachable inaccessible",
    "latency slow slowness delay delays timeout timeouts timed",
    "elevated increased increase high higher spike",
    "api endpoint endpoints request requests",
    "degraded degradation impacted disruption partial",
    "login logins authentication auth sign",
    "model models engine engines",
    "cluster clusters node nodes",
    "service services system systems",
    "certificate certificates tls ssl",
    "memory oom ram",
    "deploy deployment release rollout",
    "database db",
    "disk storage volume filesystem",
)

# What every first update says, whatever happened.
_BOILERPLATE = (
    "currently investigating investigate investigation issue issues look looking identified "
    "identify fix fixed implement implemented update updates monitor monitoring experience "
    "experiencing report reports resolve resolved remediation work working continue"
)

BOILERPLATE = frozenset(stem(word) for word in _BOILERPLATE.split())


def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, set[str]] = {}
    for group in GROUPS:
        stems = {stem(word) for word in group.split()}
        for word in stems:
            table.setdefault(word, set()).update(stems - {word})
    return {word: tuple(sorted(others)) for word, others in sorted(table.items())}


SYNONYMS = _table()
