"""The settings: where they come from, what is refused, and what is only said."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.domain.incident import Severity
from core.errors import SettingsError
from core.own_files import misfits
from core.settings import Provider, Settings, SlackMode, env_example, load

ROOT = Path(__file__).resolve().parents[2]

BOT = {"SLACK_BOT_TOKEN": "xoxb-1"}
APP = {"SLACK_APP_TOKEN": "xapp-1"}
SIGNING = {"SLACK_SIGNING_SECRET": "aa11"}
CLIENT = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "bb22"}
OPEN_HOST = {"TOCSIN_HOST": "0.0.0.0", "TOCSIN_API_TOKEN": "a-long-token"}

Read = Callable[..., Settings]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads settings from given variables, and from the `.env` of an empty folder."""
    return lambda **given: load(given, tmp_path).settings


@pytest.fixture
def problems(tmp_path: Path) -> Callable[..., list[str]]:
    """The problems that stop a start with given variables; none when it would start."""

    def found(**given: str) -> list[str]:
        try:
            load(given, tmp_path, inside=misfits)
        except SettingsError as error:
            return error.problems
        return []

    return found


def test_nothing_has_to_be_set(read: Read) -> None:
    """Without a variable Tocsin runs on loopback, on SQLite, in the sandbox, offline."""
    settings = read()
    assert (settings.port, settings.tocsin_host) == (8080, "127.0.0.1")
    assert settings.database == f"sqlite:///{Path('data/tocsin.db').absolute()}"
    assert (settings.slack, settings.provider) == (SlackMode.SANDBOX, Provider.OFFLINE)
    assert settings.public_url == "http://127.0.0.1:8080"
    assert settings.slack_channel_severity is Severity.HIGH


def test_empty_means_unset(read: Read) -> None:
    """A variable that is set to nothing, or to spaces, keeps its default."""
    settings = read(PORT="", SLACK_BOT_TOKEN=" ", OPENAI_API_KEY="", TOCSIN_API_TOKEN=" , ")
    assert settings == read()


def test_a_mounted_secret_is_read_from_its_file(read: Read, tmp_path: Path) -> None:
    """`NAME_FILE` names a file that holds the value, and the variable itself stands over it."""
    mounted = tmp_path / "key"
    mounted.write_text("sk-mounted\n", encoding="utf-8")
    key = read(OPENAI_API_KEY_FILE=str(mounted)).openai_api_key
    assert key is not None
    assert key.get_secret_value() == "sk-mounted"
    key = read(OPENAI_API_KEY_FILE=str(mounted), OPENAI_API_KEY="sk-here").openai_api_key
    assert key is not None
    assert key.get_secret_value() == "sk-here"


def test_a_senders_secret_can_be_mounted_too(read: Read, tmp_path: Path) -> None:
    """Signing secrets of senders are found by the sender's name, from variable or file."""
    mounted = tmp_path / "grafana"
    mounted.write_text("new,old", encoding="utf-8")
    secrets = read(
        TOCSIN_WEBHOOK_SECRET_GRAFANA_FILE=str(mounted), TOCSIN_WEBHOOK_SECRET_GITHUB="one"
    ).webhook_secrets
    plain = {name: [s.get_secret_value() for s in values] for name, values in secrets.items()}
    assert plain == {"grafana": ["new", "old"], "github": ["one"]}


def test_secrets_that_rotate_hold_the_current_and_the_previous(read: Read) -> None:
    """`current,previous` is read as two."""
    tokens = read(TOCSIN_API_TOKEN="new, old").tocsin_api_token
    assert [token.get_secret_value() for token in tokens] == ["new", "old"]


def test_a_file_that_cannot_be_read_stops_the_start(problems: Callable[..., list[str]]) -> None:
    """A mounted secret that isn't there is a problem that names the variable."""
    [problem] = problems(OPENAI_API_KEY_FILE="/nowhere/key")
    assert problem.startswith("OPENAI_API_KEY_FILE: cannot read /nowhere/key")


def test_the_environment_stands_over_the_env_file(tmp_path: Path) -> None:
    """`.env` fills what the environment leaves unset, empty and mounted values included."""
    (tmp_path / "key").write_text("sk-mounted", encoding="utf-8")
    (tmp_path / ".env").write_text(
        "PORT=9000\nLOG_LEVEL=debug\nOPENAI_API_KEY=sk-filed\nSLACK_CHANNEL=\n", encoding="utf-8"
    )
    given = {"PORT": "9100", "LOG_LEVEL": "", "OPENAI_API_KEY_FILE": str(tmp_path / "key")}
    settings = load(given, tmp_path).settings
    assert (settings.port, settings.log_level) == (9100, "debug")
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "sk-mounted"


def test_production_reads_no_env_file(tmp_path: Path) -> None:
    """In production a forgotten `.env` changes nothing, however production was set."""
    (tmp_path / ".env").write_text("PORT=9000\n", encoding="utf-8")
    (tmp_path / "where").write_text("Production\n", encoding="utf-8")
    assert load({}, tmp_path).settings.port == 9000
    assert load({"ENVIRONMENT": "PRODUCTION"}, tmp_path).settings.port == 8080
    mounted = {"ENVIRONMENT_FILE": str(tmp_path / "where")}
    assert load(mounted, tmp_path).settings.port == 8080


def test_an_env_file_that_is_not_text_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    """Bytes that aren't UTF-8 stop the start with a line that names the file."""
    (tmp_path / ".env").write_bytes(b"PORT=\xff\xfe")
    with pytest.raises(SettingsError, match=r"\.env: cannot read"):
        load({}, tmp_path)


def test_all_problems_are_listed_each_with_its_variable_and_an_example(
    problems: Callable[..., list[str]],
) -> None:
    """One start shows everything that has to be mended."""
    found = problems(
        PORT="eighty",
        LOG_LEVEL="loud",
        AI_TEMPERATURE="1.5",
        TOCSIN_TIMEZONE="Mars/Olympus",
        TOCSIN_PUBLIC_URL="tocsin.example.org",
        SLACK_COMMAND="/two words",
        TOCSIN_MAX_BODY="-1",
        OPENAI_API_KEY_FILE="/nowhere",
    )
    named = {problem.split(":")[0] for problem in found}
    assert named == {
        "PORT",
        "LOG_LEVEL",
        "AI_TEMPERATURE",
        "TOCSIN_TIMEZONE",
        "TOCSIN_PUBLIC_URL",
        "SLACK_COMMAND",
        "TOCSIN_MAX_BODY",
        "OPENAI_API_KEY_FILE",
    }
    assert all("for example" in problem for problem in found)


@pytest.mark.parametrize("timeout", ["nan", "inf", "0", "-3", "601"])
def test_a_time_budget_is_a_time(problems: Callable[..., list[str]], timeout: str) -> None:
    """`AI_TIMEOUT` is a number of seconds between nothing and ten minutes."""
    assert problems(AI_TIMEOUT=timeout)


@pytest.mark.parametrize(
    ("given", "mode"),
    [
        ({}, SlackMode.SANDBOX),
        ({"ENVIRONMENT": "production"}, SlackMode.OFF),
        (OPEN_HOST, SlackMode.OFF),
        ({**BOT, **APP}, SlackMode.SOCKET),
        ({**BOT, **APP, **SIGNING}, SlackMode.SOCKET),
        ({**BOT, **SIGNING}, SlackMode.HTTP),
        ({**CLIENT, **SIGNING}, SlackMode.HTTP),
        ({**BOT, **SIGNING, "SLACK_MODE": "Off"}, SlackMode.OFF),
        ({**BOT, **APP, **SIGNING, "SLACK_MODE": "http"}, SlackMode.HTTP),
    ],
)
def test_auto_finds_the_mode_by_what_is_set(
    read: Read, given: dict[str, str], mode: SlackMode
) -> None:
    """The tokens decide between Socket Mode and HTTP, the host between sandbox and off."""
    assert read(**given).slack is mode


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (APP, ["SLACK_BOT_TOKEN"]),
        (BOT, ["SLACK_SIGNING_SECRET"]),
        (SIGNING, ["SLACK_BOT_TOKEN"]),
        (CLIENT, ["SLACK_SIGNING_SECRET"]),
        ({**SIGNING, "SLACK_CLIENT_ID": "1.2"}, ["SLACK_CLIENT_SECRET"]),
        ({**SIGNING, "SLACK_CLIENT_SECRET": "x"}, ["SLACK_CLIENT_ID"]),
        ({"SLACK_CLIENT_SECRET": "x"}, ["SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID"]),
        ({**OPEN_HOST, **BOT}, ["SLACK_SIGNING_SECRET"]),
        ({"SLACK_MODE": "socket"}, ["SLACK_APP_TOKEN", "SLACK_BOT_TOKEN"]),
        ({"SLACK_MODE": "http"}, ["SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN"]),
    ],
)
def test_half_a_slack_set_names_what_is_missing(
    problems: Callable[..., list[str]], given: dict[str, str], missing: list[str]
) -> None:
    """A set of Slack's secrets that can't work stops the start and names its missing part."""
    assert [problem.split(":")[0] for problem in problems(**given)] == missing


@pytest.mark.parametrize(
    "given",
    [BOT, SIGNING, CLIENT, {"ENVIRONMENT": "production"}, OPEN_HOST],
)
def test_the_sandbox_is_refused_where_it_does_not_belong(
    problems: Callable[..., list[str]], given: dict[str, str]
) -> None:
    """Beside a real Slack's secrets, in production and beyond loopback there is no sandbox."""
    found = problems(SLACK_MODE="sandbox", **given)
    assert any(problem.startswith("SLACK_MODE: the sandbox is") for problem in found)


def test_half_a_price_is_refused(problems: Callable[..., list[str]]) -> None:
    """A price for one direction alone stops the start and names the other."""
    [problem] = problems(AI_PRICE_INPUT_USD="2")
    assert problem.startswith("AI_PRICE_OUTPUT_USD: needed together with AI_PRICE_INPUT_USD")
    assert problems(AI_PRICE_INPUT_USD="0", AI_PRICE_OUTPUT_USD="0") == []


def test_beyond_loopback_a_token_is_needed(problems: Callable[..., list[str]]) -> None:
    """An open host without a token is refused with the line that mends it."""
    [problem] = problems(TOCSIN_HOST="0.0.0.0")
    assert "TOCSIN_API_TOKEN=$(openssl rand -hex 32)" in problem
    assert problems(**OPEN_HOST) == []


def test_links_lead_to_an_address_that_can_be_opened(read: Read) -> None:
    """Listening on every address is no address to send people to."""
    assert read(**OPEN_HOST).public_url == "http://127.0.0.1:8080"
    assert read(TOCSIN_HOST="::1").public_url == "http://[::1]:8080"
    assert read(TOCSIN_PUBLIC_URL="https://t.example.org/").public_url == "https://t.example.org"


def test_paths_that_are_not_there_stop_the_start(
    problems: Callable[..., list[str]], tmp_path: Path
) -> None:
    """Rules, prompts and runbooks that are named must be there; an address isn't looked up."""
    gone = str(tmp_path / "gone")
    found = problems(TOCSIN_RULES=gone, TOCSIN_PROMPTS_DIR=gone, TOCSIN_RUNBOOKS=gone)
    assert len(found) == 3
    assert problems(TOCSIN_RUNBOOKS="https://example.org/runbooks.md") == []


@pytest.mark.parametrize(
    ("given", "provider", "warned"),
    [
        ({"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"}, Provider.OPENAI, False),
        ({"ANTHROPIC_API_KEY": "k"}, Provider.ANTHROPIC, False),
        ({"AI_PROVIDER": "anthropic", "OPENAI_API_KEY": "k"}, Provider.OPENAI, True),
        ({"AI_PROVIDER": "openai"}, Provider.OFFLINE, True),
        ({"AI_PROVIDER": "offline", "OPENAI_API_KEY": "k"}, Provider.OFFLINE, False),
    ],
)
def test_the_provider_is_the_one_with_a_key(
    tmp_path: Path, given: dict[str, str], provider: Provider, warned: bool
) -> None:
    """A provider without its key is replaced, and the warning names the variable."""
    loaded = load(given, tmp_path)
    assert loaded.settings.provider is provider
    assert any("_API_KEY" in warning for warning in loaded.warnings) is warned


def test_an_unknown_name_is_a_warning_with_the_nearest(tmp_path: Path) -> None:
    """A slip in a name is said, and so is a webhook secret without a sender."""
    loaded = load(
        {
            "SLACK_BOT_TOKN": "x",
            "TOCSIN_HSOT_FILE": "/x",
            "TOCSIN_WEBHOOK_SECRET_": "x",
            "PATH": "/bin",
            "TOCSIN_WEBHOOK_SECRET_GRAFANA": "x",
        },
        tmp_path,
    )
    assert len(loaded.warnings) == 3
    assert any(w.endswith("did you mean SLACK_BOT_TOKEN?") for w in loaded.warnings)
    assert any(w.endswith("did you mean TOCSIN_HOST?") for w in loaded.warnings)


SECRETS = {
    "TOCSIN_API_TOKEN": "hush-1",
    "TOCSIN_WEBHOOK_TOKEN": "hush-2",
    "TOCSIN_WEBHOOK_SECRET_GRAFANA": "hush-3",
    "TOCSIN_SECRET_KEY": "hush-4",
    "SLACK_BOT_TOKEN": "hush-5",
    "SLACK_APP_TOKEN": "hush-6",
    "SLACK_SIGNING_SECRET": "hush-7",
    "SLACK_CLIENT_SECRET": "hush-8",
    "SLACK_CLIENT_ID": "1.2",
    "OPENAI_API_KEY": "hush-9",
    "ANTHROPIC_API_KEY": "hush-10",
    "DATABASE_URL": "postgresql://tocsin:hush-11@db/tocsin",
    "REDIS_URL": "redis://:hush-12@cache:6379/0",
    "TOCSIN_HEARTBEAT_URL": "https://heartbeat.example.org/hush-13",
}


def test_no_secret_is_ever_shown(read: Read, problems: Callable[..., list[str]]) -> None:
    """Neither settings that are printed nor the problems of a bad start hold a secret."""
    assert "hush" not in repr(read(**SECRETS))
    wrong = {**SECRETS, "PORT": "x", "DATABASE_URL": "mysql://t:hush@h", "REDIS_URL": "hush"}
    assert "hush" not in "\n".join(problems(**wrong))


def test_the_example_is_current_and_reads_back(tmp_path: Path) -> None:
    """`.env.example` is what the settings say, and taken as it stands it changes nothing."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert text == env_example()
    uncommented = [line.removeprefix("# ") for line in text.splitlines() if "=" in line]
    (tmp_path / ".env").write_text(
        "\n".join(line for line in uncommented if "NAME_FILE" not in line), encoding="utf-8"
    )
    empty = tmp_path / "empty"
    empty.mkdir()
    assert load({}, tmp_path).settings == load({}, empty).settings


def test_paths_and_numbers_that_are_wrong_are_told_together(
    problems: Callable[..., list[str]], tmp_path: Path
) -> None:
    """A folder that isn't there is no reason to keep quiet of the rest, nor the other way round."""
    gone = str(tmp_path / "gone")
    found = problems(
        TOCSIN_RULES=gone, TOCSIN_PROMPTS_DIR=gone, AI_BUDGET_MONTH_USD="inf", PORT="x"
    )
    told = {each.split(":")[0] for each in found}
    assert told == {"TOCSIN_RULES", "TOCSIN_PROMPTS_DIR", "AI_BUDGET_MONTH_USD", "PORT"}


def test_what_is_wrong_inside_files_is_told_with_the_rest(
    problems: Callable[..., list[str]], tmp_path: Path
) -> None:
    """Rules and prompts that don't fit are told even if a variable is wrong, too."""
    rules, prompts = tmp_path / "rules.yaml", tmp_path / "prompts"
    rules.write_text("teams: [{team: a, servces: b}]", encoding="utf-8")
    prompts.mkdir()
    (prompts / "anaylsis.md").write_text("x", encoding="utf-8")
    found = problems(LOG_LEVEL="loud", TOCSIN_RULES=str(rules), TOCSIN_PROMPTS_DIR=str(prompts))
    told = [each.split(":")[0] for each in found]
    assert told == ["LOG_LEVEL", "TOCSIN_RULES", "TOCSIN_PROMPTS_DIR"]


def test_a_bot_token_alone_is_told_of_both_ways(problems: Callable[..., list[str]]) -> None:
    """Socket Mode needs no public address, so it is named beside the signing secret."""
    (problem,) = problems(**BOT)
    assert "SLACK_APP_TOKEN" in problem
    (chosen,) = problems(**BOT, SLACK_MODE="http")
    assert "SLACK_APP_TOKEN" not in chosen
