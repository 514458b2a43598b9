"""Secrets known by what stands beside them: in configuration, dumps, commands, SQL and prose."""

import re
from collections.abc import Callable

from core.ai import redaction_checks as checks
from core.ai.redaction_kind import Kind

NAMED = (
    r"passw(?:or[dt]|d)?|passphrase|passcode|pwd|kennwort|mot[_ ]de[_ ]passe|contrase(?:ñ|n)a|"
    r"senha|wachtwoord|lösenord|has[lł]o|пароль|密码|密碼|パスワード|비밀번호"
)
NAMED_WORDS = (
    "passw", "passphrase", "passcode", "pwd", "kennwort", "de passe", "de_passe", "contrase",
    "senha", "wachtwoord", "lösenord", "haslo", "hasło", "пароль", "密码", "密碼", "パスワード",
    "비밀번호",
)  # fmt: skip
KEY = (
    rf"(?:{NAMED}|pass(?!ed|es|ing|age)|(?:api|access|auth|secret|priv(?:ate)?|signing|"
    r"encryption|master|account|shared|unseal|consumer|license|ssh)[_ .-]?key|secret|token|"
    r"credentials?|salt)"
    r"(?:[_-]?(?:confirm(?:ation)?|hash|digest|value|base64|base|b64|encoded|old|new|current|"
    r"repeat|plain|text|id|\d))?"
)
HEAD = re.compile(rf"{KEY}[\"'\\\])]*\s*")
WORDS = ("pass", "pwd", "secret", "token", "key", "credential", "salt", *NAMED_WORDS[3:])
VALUE = r"(?P<it>[^\s\"'\\,;&)}{\[<>$(]{4,200})(?![\w{])"
QUOTED = r"(?P<it>(?:\\.|[^\"'\n\\\[<{$]){4,300})"
FLAGS = r"(?:\s+(?!{flag})\S+){{0,14}}?\s+{flag}"


def _beside(name: str, words: tuple[str, ...], pattern: str, *, spans: bool = False) -> Kind:
    check = checks.secret_value
    return Kind(name, words, re.compile(pattern), whole=False, check=check, spans=spans)


def _assigned(pattern: str, check: Callable[[str], bool]) -> Kind:
    """A value behind the name of a secret."""
    return Kind("assigned_secret", WORDS, re.compile(pattern), whole=False, check=check, head=HEAD)


def _command(programs: str, flag: str, *words: str) -> Kind:
    """A password as an argument, known by the program and its option."""
    path = FLAGS.format(flag=flag)
    text = rf"(?<![\w-])(?:{programs}){path}[\"']?(?P<it>[^\s\"'\[<|$-][^\s\"'|;]{{3,}})"
    return _beside("password_argument", words, text)


BESIDE = (
    _assigned(rf"(?:=>|:=|==?)\s*[\\\"']*{VALUE}", checks.secret_value),
    _assigned(r"(?:=>|:=|==?)[ \t]*([\"'])(?P<it>[^\s\"'\\\[<{$]{4,300})\1", checks.secret_value),
    _assigned(rf"[:,]\s*(?:Some\()?[\"']{QUOTED}[\"']", checks.secret_value),
    _assigned(rf":\s*{VALUE}", checks.said_value),
    _assigned(rf"=>\s*string\(\d+\)\s*\"{QUOTED}\"", checks.secret_value),
    _assigned(rf"\s*[^\n]{{0,90}}?input_value=['\"]{QUOTED}['\"]", checks.secret_value),
    _beside("assigned_secret", ("name=",),
            rf"(?i:name=\"?[\w-]*{KEY})\"?\r?\n(?:[\w-]+:[^\n]*\n)*\r?\n(?P<it>[^\r\n]{{4,300}})",
            spans=True),
    _beside("xml_secret", WORDS,
            rf"<(?i:[\w:.-]*{KEY})(?:\s[^<>]*)?>(?P<it>[^<>\s\[]{{4,300}})</"),
    _beside("xml_secret", WORDS,
            rf"(?i:(?:key|name)=[\"'][\w.:-]*{KEY})[\"']\s+value=[\"']{QUOTED}[\"']"),
    Kind("said_secret", NAMED_WORDS, re.compile(
        rf"(?i)(?:{NAMED})[\"']?\s*(?:(?:for|von|für|de)\s+\S+\s+)?"
        r"(?::|is|was|are|lautet|ist|est|es|è|to|jest|是)\s*[\"'`“]?"
        r"(?P<it>[^\s\"'`,;\[<>()]{6,200})"), whole=False, check=checks.made_up),
    Kind("said_secret", NAMED_WORDS, re.compile(
        rf"(?i)(?<![a-z])(?:{NAMED})[ \t]+[\"'`“]?(?P<it>[^\s\"'`,;:=\[\](){{}}<>/\\]{{6,64}})"
        r"(?![\w(=:/\\<])"), whole=False, check=checks.bare_password),
    Kind("said_secret", NAMED_WORDS, re.compile(
        rf"(?i)(?<![a-z])(?:{NAMED})[\"']?[ \t]*:[ \t]*[\"'`“]?"
        r"(?P<it>[^\s\"'`,;:=\[\](){}<>/\\.]{4,64})"
        r"(?=[\"'`”]?(?:[ \t]*(?:$|[,;|}\])])|[ \t]+[\w.-]+[:=]))",
        re.MULTILINE), whole=False, check=checks.lone_password),
    Kind("said_secret", ("unseal key", "root token", "recovery key", "backup key"), re.compile(
        r"(?i)(?:unseal key|root token|recovery key|backup key)(?: \d+)?\s*[:=]\s*"
        r"(?P<it>[\w+/=.-]{16,})"), whole=False),
    Kind("one_time_code", ("code", "otp", "pin"), re.compile(
        r"(?i)(?:(?:verification|security|login|one-time|confirmation|2fa|mfa|sms)[ _-]?code|otp|"
        r"(?<![a-z])pin)(?: code)?[\"']?\s*(?::|=|is|ist)\s*[\"']?(?P<it>\d{4,8})(?![\w.])"),
        whole=False),
    Kind("named_key", ("_key", "-key"), re.compile(
        r"(?i:[a-z][a-z0-9]*[_-]key)[\"']?\s*[:=]\s*[\"']?(?P<it>[\w+/=-]{20,})"),
        whole=False, check=checks.random_looking),
    _beside("header_value", ("value",),
            r"(?i:\"name\"\s*:\s*\"(?:[\w-]*authorization|cookie|set-cookie|[\w-]*(?:token|key|"
            r"secret))\"\s*,\s*\"value\"\s*:\s*\")(?P<it>[^\"\n\[]{8,})"),
    Kind("seed_phrase", ("seed", "mnemonic", "recovery phrase"), re.compile(
        r"(?i:seed(?:[ _]phrase)?|mnemonic|recovery phrase)[\"']?\s*[:=]\s*[\"']?"
        r"(?P<it>[a-z]{3,8}(?:[ ,]+[a-z]{3,8}){11,23})"), whole=False),
    Kind("private_jwk", ('"kty"',), re.compile(
        r"\"(?:d|p|q|dp|dq|qi|k)\"\s*:\s*\"(?P<it>[\w-]{16,})\""), whole=False),
    Kind("authorization", ("digest ", "oauth", "aws4-", "hawk ", "sharedaccess"), re.compile(
        r"(?i)\b(?:digest|oauth|aws4-[\w-]+|hawk|sharedaccesssignature)\s+"
        r"(?P<it>\w+=(?:\"[^\"\n]*\"|[^\s,\"&]+)(?:[,&]\s*\w+=(?:\"[^\"\n]*\"|[^\s,\"&]+))*)"),
        whole=False),
    Kind("password_hash", ("$", "{ssha", "{sha"), re.compile(
        r"(?:\$(?:apr1|1|2[abxy]?|5|6|7|y|gy|scrypt|argon2\w{1,2})\$[\w./+=,$-]{20,}|"
        r"pbkdf2[\w-]*\$\d+\$[\w./+=]+\$[\w./+=]{20,}|\{S?SHA\d*\}[A-Za-z0-9+/=]{20,})"),
        whole=False),
    _beside("sql_password", ("password", "identified"),
            r"(?i:\bpassword\s*(?:=|\()?\s*N?|identified\s+(?:with\s+\S+\s+)?(?:by|as)\s+"
            r"(?:password\s+)?)[\"'](?P<it>[^\"'\n\[]{3,300})[\"']"),
    _beside("dsn_password", ("@tcp(", "@unix(", "@udp("),
            r"(?<![\w/])[\w.-]+:(?P<it>[^\s:@/\"'\[]{3,100})@(?:tcp|unix|udp)\("),
    _beside("dsn_password", ("oracle:thin:", "sqlplus ", "sqlldr ", "expdp ", "impdp "),
            r"(?i:oracle:thin:|(?:sqlplus|sqlldr|expdp|impdp)\s+(?:-\w+\s+)*)[\w$#.]+/"
            r"(?P<it>[^\s@/\"'\[]{3,100})@?"),
    Kind("dsn_password", ("@",), re.compile(
        r"(?<![\w/:.-])[A-Za-z][\w.-]{0,40}:(?P<it>[^\s:@/\"'\[(]{6,100})@[\w.-]+:\d{2,5}\b"),
        whole=False, check=checks.made_up),
    _beside("url_password", ("://",),
            r"://[\w.%+-]{0,80}:(?P<it>[^\s/\"'<>\[]{1,100}@?[^\s/\"'<>\[@]{1,100})@[\w.-]+[:/]"),
    Kind("pgpass", (":",), re.compile(
        r"(?:^|(?<=\s))[\w.*-]+:(?:\d{4,5}|\*):[\w*-]+:[\w*.-]+:(?P<it>[^\s:\[]+)$", re.MULTILINE),
        whole=False, check=checks.made_up),
    _beside("call_argument", ("connect", "__construct", "login", "auth"),
            r"(?i:connect\w*|__construct|login|authenticate)\((?:[\"'][^\"'\n]*[\"'],\s*){2}"
            r"[\"'](?P<it>[^\"'\n\[]{4,})[\"']"),
    _beside("powershell_secret", ("securestring",),
            r"(?i:convertto-securestring)\s+(?:-string\s+)?[\"'](?P<it>[^\"'\n\[]{3,})[\"']"),
    _beside("password_argument", ("chpasswd",),
            r"echo\s+[\"']?[\w.-]+:(?P<it>[^\s\"'|]{3,})[\"']?\s*\|\s*(?:sudo\s+)?chpasswd"),
    _beside("password_argument", ("pass:",), r"(?<=\spass:)(?P<it>[^\s\"'\[]{3,})"),
    _beside("password_argument", ("password",),
            r"(?i:\s--?[\w-]*passw(?:or)?d)[= ][\"']?(?P<it>[^\s\"'\[<-][^\s\"']{3,})"),
    _command("docker|podman|helm|nerdctl|crane|oras|skopeo|az|oc|mongo(?:sh|dump|restore|export)?|"
             "sshpass|mysql(?:dump|admin)?|mariadb|twine|zip|unzip|useradd", r"-p\s*", " -p"),
    _command("redis-cli|valkey-cli|redis-benchmark", r"-a\s+", "-cli", "redis-benchmark"),
    _command("sqlcmd|bcp|isql|osql|ipmitool|mosquitto_\\w+|zip|unzip", r"-P\s*", " -p"),
    _command("ldap(?:search|modify|add|delete|whoami|passwd)", r"-w\s*", "ldap"),
    _command("snmp\\w*", r"-[AXc]\s*", "snmp"),
    _command("keytool|jarsigner", r"-(?:store|key|src\w*|dest\w*)pass(?:wd)?\s+",
             "keytool", "jarsigner"),
    _command("curl|http|lftp|smbclient|ab", r"-(?:u|U|a|A)\s*[\w.@\\-]+[:,%]",
             "curl", "http ", "lftp", "smbclient", "ab "),
    _command("htpasswd", r"-\w*b\w*\s+\S+\s+\S+\s+", "htpasswd"),
    _command("rabbitmqctl", r"(?:add_user|change_password)\s+\S+\s+", "rabbitmqctl"),
    _command("net use", r"/user:\S+\s+", "net use"),
    _command("cmdkey|xfreerdp", r"/p(?:ass)?:", "cmdkey", "xfreerdp"),
)  # fmt: skip
