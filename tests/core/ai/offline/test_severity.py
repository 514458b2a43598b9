"""The severity suggested from words, history and logs, held against what people would say."""

import pytest

from core.ai.offline import analyse
from core.ai.offline.taught import Lesson, TeamModel
from core.ai.text.severity import Correction
from core.domain.analysis import Case, Evidence, SeverityOpinion
from core.domain.incident import Severity
from core.triage import case_from, suggest_severity

# a title as people type it, a description, and the levels that nobody would call silly
TITLES = (
    ("Production is down", "", "critical"),
    ("prod is down", "", "critical"),
    ("checkout returns 500s", "", "high/critical"),
    (
        "Database Connection Pool Exhausted",
        "Production database connection pool at capacity",
        "high/critical",
    ),
    ("typo on the pricing page", "", "low"),
    ("disk 80% on build agent", "", "low/medium"),
    ("staging is down", "", "low"),
    ("staging outage", "The whole staging cluster is unavailable", "low"),
    ("API latency elevated", "", "medium"),
    ("slow search", "", "medium/low"),
    ("search is slow for some users", "", "medium/low"),
    ("all customers see 500 errors", "", "critical"),
    ("login broken", "", "high/critical"),
    ("users can't log in", "", "high/critical"),
    ("payments failing", "", "high/critical"),
    ("payment provider timeouts", "", "medium/high"),
    ("data loss in orders table", "", "critical"),
    ("possible data breach", "", "critical/high"),
    ("security incident: leaked API key", "", "critical/high"),
    ("ransomware on a file server", "", "critical"),
    ("website down", "", "critical"),
    ("full outage in eu-west", "", "critical"),
    ("eu-west is down", "", "high/critical"),
    ("one customer reports a slow dashboard", "", "low/medium"),
    ("emails delayed", "", "medium/low"),
    ("email notifications delayed by 10 minutes", "", "medium/low"),
    ("webhooks are not delivered", "", "medium/high"),
    ("kafka consumer lag", "", "medium"),
    ("consumer lag growing on orders topic", "", "medium/high"),
    ("certificate expires in 20 days", "", "low/medium"),
    ("certificate expired on api.example.com", "", "high/critical"),
    ("pods crashlooping in prod", "", "high/critical"),
    ("OOM kills on checkout", "", "high/critical"),
    ("high CPU on web-3", "", "medium/low"),
    ("HighMemoryUsage", "memory above 90 % for 10 minutes on node-4", "medium/high/low"),
    ("InstanceDown", "node-7 of job node has been down for more than 5 minutes", "high/medium"),
    ("KubePodCrashLooping", "pod shop/checkout-1 is crash looping", "medium/high"),
    ("Watchdog", "An alert that should always be firing", "low"),
    ("question about the new runbook", "", "low"),
    ("button misaligned on settings page", "", "low"),
    ("broken link in the docs", "", "low/medium"),
    ("docs site is down", "", "medium/high/low"),
    ("intermittent 502s from the gateway", "", "medium/high"),
    ("error rate 40% on checkout", "", "high/critical"),
    ("5% of requests fail", "", "medium/high"),
    ("database is read-only", "", "high/critical"),
    ("replication lag 30 s", "", "medium"),
    ("primary database unreachable", "", "high/critical"),
    ("cannot deploy to production", "", "medium/high"),
    ("CI is slow", "", "low/medium"),
    ("flaky test in nightly build", "", "low"),
    ("dev environment broken", "", "low"),
    ("orders are lost", "", "high/critical"),
    ("wrong prices shown to customers", "", "medium/high/critical"),
    ("everything is down", "", "critical"),
    ("nobody can check out", "", "high/critical"),
    ("SEV1: api unreachable", "", "critical"),
    ("p0 checkout", "", "critical"),
    ("hello", "", "medium/low"),
    ("something is odd", "", "medium/low"),
    ("Sign-ups fail since the last deploy", "", "high/critical"),
    ("memory leak in worker", "slowly growing, restart due next week", "medium/low"),
    ("Postgres: too many connections", "", "high/medium/critical"),
    ("drill: region failover", "", "low"),
    ("mobile app crashes on start", "", "high/critical"),
    ("images load slowly", "", "medium/low"),
    ("DNS resolution failing", "", "high/critical"),
    ("minor visual glitch in footer", "", "low"),
    ("backup job failed last night", "", "medium/high"),
    ("Grafana dashboard empty", "", "low/medium"),
    ("checkout is slow", "", "medium"),
    ("customers report missing orders", "", "medium/high"),
    ("api gateway returns 503", "", "high/critical"),
    ("redis out of memory", "", "high/critical"),
    ("no data loss, replica was rebuilt", "", "low/medium"),
    ("staging and production are down", "", "critical/high"),
    ("typo in the production config took the site down", "", "critical/high"),
    ("partial outage in us-east", "", "high/medium"),
    ("deploy of shop v2.31 failed", "", "high/medium"),
    ("new TLS certificate needed next month", "", "low/medium"),
    ("UAT environment unreachable", "", "low"),
    ("on-call phone number changed", "", "low/medium"),
    ("app is unusable for everyone", "", "high/critical"),
    ("spelling mistake in the invoice mail", "", "low/medium"),
    ("latency p99 at 4 s on search", "", "medium/low"),
    ("Elasticsearch cluster red", "", "medium/high/critical"),
    ("users report that payments are charged twice", "", "high/critical"),
    ("preview environment does not start", "", "low"),
    ("All payments declined", "", "high/critical"),
    ("S3 bucket publicly accessible", "", "critical/high"),
    ("Customer PII visible in logs", "", "critical/high"),
    ("Traffic dropped to zero", "", "high/critical"),
    ("Everything on fire", "", "critical"),
    ("third-party provider outage", "", "high/medium"),
    ("Kubernetes node NotReady", "", "high/medium"),
    ("network partition between dc1 and dc2", "", "high/critical"),
    ("Please ignore, this is a test", "", "low"),
    ("etcd cluster lost quorum", "", "high/critical"),
    ("customer cannot see their invoice", "", "medium/high"),
    ("No errors so far after the deploy", "", "low/medium"),
    ("Test environment database down", "", "low"),
    ("we are getting hacked", "", "critical"),
    ("Queue depth growing fast", "", "medium/high"),
    ("prod DB deleted by accident", "", "critical"),
    ("somebody dropped the customer table", "", "critical"),
    ("live bucket was wiped", "", "critical"),
    ("old snapshots deleted to make room", "", "low/medium"),
    ("Login impossible for EU users", "", "high/critical"),
    ("checkout stopped working", "", "high/critical"),
    ("search is returning empty results for everyone since 13:50", "", "high/critical"),
    ("prices are wrong for everybody", "", "high/critical"),
    ("login fails for everyone", "", "critical"),
    ("product pages are blank", "", "high/critical"),
    ("thanks everyone for the game day", "", "low/medium"),
    ("not an outage: planned maintenance test", "", "low"),
)


@pytest.mark.parametrize(
    "line",
    [
        "DEBUG cache evicted 220 entries",
        "INFO cron session store evicted 3 idle sessions",
        "INFO kubelet evicted pod report-7 after node drain",
        "DEBUG tuner: deadlock detector found none, out of memory guard on",
    ],
)
def test_what_is_told_calmly_raises_nothing(line: str) -> None:
    """A failure's name in a line that is neither a warning nor an error is no alarm."""
    lines = [f"2026-03-01T14:{n:02d}:00Z {line}" for n in range(20)]
    told = analyse(case_from("checking the cache", "", lines))
    assert told.severity.value.rank <= Severity.MEDIUM.rank, told.severity
    assert told.root_causes == ()


def test_a_word_about_customers_alone_is_called_what_it_is() -> None:
    """That nothing says how bad it is, and that customers meet it, is one reason and no two."""
    told = suggest_severity("orders", "", [])
    assert told.reason == "customer-facing, and nothing else says how bad it is"


QUIET = ["2026-03-01T14:00:00Z INFO shop order placed"] * 18
LOUD = ["2026-03-01T14:01:00Z ERROR shop HTTP 500 for POST /pay"] * 7


@pytest.mark.parametrize(("title", "description", "levels"), TITLES)
def test_a_title_gets_a_level_that_nobody_would_call_silly(
    title: str, description: str, levels: str
) -> None:
    """Short titles are rated as people would, with a short reason whose quotes stand there."""
    told = suggest_severity(title, description, [])
    assert told.value.value in levels.split("/"), told.reason
    assert 0 < len(told.reason) <= 200
    lines = {"title": [title], "description": description.split("\n")}
    assert told.citations
    assert all(each.quote in lines[each.evidence][each.line - 1] for each in told.citations)


def test_logs_raise_and_are_cited() -> None:
    """Errors in a quarter of the lines raise a mild title, with their share and first line."""
    mild = suggest_severity("something odd in the shop", "", QUIET)
    raised = suggest_severity("something odd in the shop", "", QUIET + LOUD)
    assert mild.value is Severity.MEDIUM
    assert raised.value is Severity.HIGH
    assert "28 % errors (line 19)" in raised.reason
    assert {(each.evidence, each.line) for each in raised.citations} >= {("logs", 19)}


def test_logs_do_not_make_staging_production() -> None:
    """What is plainly outside production stays low, whatever its logs say."""
    told = suggest_severity("staging returns errors", "", LOUD)
    assert (told.value, "not in production" in told.reason) == (Severity.LOW, True)
    drill = suggest_severity("drill: production is down", "", LOUD)
    assert drill.value is Severity.LOW


def test_what_a_report_denies_is_not_said() -> None:
    """“No data loss” is no data loss."""
    assert suggest_severity("replica rebuilt, no data loss", "", []).value is not Severity.CRITICAL
    assert suggest_severity("replica rebuilt with data loss", "", []).value is Severity.CRITICAL


def test_a_teams_history_stands_in_place_of_the_rules() -> None:
    """What was taught is the suggestion, with its reason; logs then raise by one step alone."""
    taught = SeverityOpinion(value=Severity.LOW, reason="as people decided before")
    told = analyse(case_from("checkout is down", "", [], taught)).severity
    assert (told.value, told.reason.split(",")[0]) == (Severity.LOW, "as people decided before")
    assert told.citations
    raised = analyse(case_from("checkout is down", "", LOUD, taught)).severity
    assert raised.value is Severity.MEDIUM
    assert "100 % errors (line 1)" in raised.reason


def test_the_same_case_gives_the_same_bytes() -> None:
    """A reading depends on the case alone, with what was taught as a part of it."""
    evidence = (Evidence(id="logs", kind="logs", lines=tuple(QUIET + LOUD)),)
    taught = SeverityOpinion(value=Severity.LOW, reason="as people decided before")
    for case in (Case(title="x", evidence=evidence), Case(title="x", taught=taught)):
        assert analyse(case).model_dump_json() == analyse(case).model_dump_json()


def lessons(severity: Severity, *titles: str, weight: float = 1.0) -> list[Lesson]:
    """Decisions on incidents of these titles."""
    return [Lesson(Correction(title, "", severity), weight) for title in titles]


NIGHTLY = (
    "nightly report job failed",
    "nightly report job failed again",
    "nightly export job failed on host 7",
)


def test_corrections_move_titles_like_theirs_and_no_others() -> None:
    """Three corrections of the nightly job speak for it, with its words, and for nothing else."""
    model = TeamModel.learn(lessons(Severity.LOW, *NIGHTLY))
    told = model.opinion("nightly report job failed for finance")
    assert told is not None
    assert told.value is Severity.LOW
    assert "“nightly”" in told.reason
    for title in ("payments failing", "checkout returns 500s", "Production is down", "hello"):
        assert model.opinion(title) is None


def test_one_correction_is_an_exception_and_two_are_a_rule() -> None:
    """A single decision teaches nothing yet; the second on the same title does."""
    title = "label printer jam in hall 3"
    assert TeamModel.learn(lessons(Severity.CRITICAL, title)).opinion(title) is None
    twice = TeamModel.learn(lessons(Severity.CRITICAL, title, title)).opinion(title)
    assert twice is not None
    assert twice.value is Severity.CRITICAL


def test_what_counts_less_teaches_more_slowly() -> None:
    """Two decisions of no team's own, at a quarter each, do not overrule the rules."""
    title = "nightly report job failed"
    assert TeamModel.learn(lessons(Severity.LOW, title, title, weight=0.25)).opinion(title) is None
    assert TeamModel.learn(lessons(Severity.LOW, title, title)).opinion(title) is not None


def test_decisions_that_agree_with_the_rules_teach_nothing_new() -> None:
    """Keeping what was suggested leaves every suggestion as it is."""
    model = TeamModel.learn(lessons(Severity.HIGH, *NIGHTLY))
    assert model.opinion(NIGHTLY[0]) is None
    assert TeamModel.learn([]).opinion(NIGHTLY[0]) is None


def test_a_model_survives_its_own_dump() -> None:
    """Loaded from what it dumped, a model says the same to the letter."""
    model = TeamModel.learn(lessons(Severity.LOW, *NIGHTLY))
    again = TeamModel.loaded(model.dumped())
    assert again.opinion(NIGHTLY[1]) == model.opinion(NIGHTLY[1]) is not None
    assert again.dumped() == model.dumped()


@pytest.mark.parametrize(
    ("title", "logs"),
    [
        ("no errors at all", ["INFO error count 0", "INFO no OutOfMemoryError seen"]),
        ("nothing is down", ["INFO pool exhausted: false", "INFO retrying disabled"]),
        ("checking that the disk full alert works", ["INFO disk full alert test passed"]),
    ],
)
def test_what_is_denied_is_no_cause(title: str, logs: list[str]) -> None:
    """A line that says that something is not so names no failure, and raises nothing."""
    reading = analyse(case_from(title, "", logs))
    assert reading.root_causes == ()
    assert reading.severity.value.rank <= 1, reading.severity


@pytest.mark.parametrize(
    "line",
    [
        "ERROR no space left on device",
        "ERROR could not acquire connection: no free connections",
        "ERROR disk full: 0 bytes free",
        "ERROR health check not ok, java.lang.OutOfMemoryError: Java heap space",
    ],
)
def test_a_no_that_denies_nothing_hides_nothing(line: str) -> None:
    """Failures are often told by what there is not."""
    assert analyse(case_from("checkout fails", "", [line] * 6)).root_causes[0].confidence == "high"


def test_few_records_are_counted_and_rule_nothing_out() -> None:
    """One line is no share, and no log to rule anything out by."""
    reading = analyse(case_from("orders", "", ["ERROR frobnication of the flux"]))
    assert "1 of 1 log records in error" in reading.severity.reason
    assert "nothing says" not in reading.severity.reason
    blank = analyse(case_from("orders", "", ["."]))
    assert "too little log" in blank.summary
