"""The kinds of secret and personal data that are masked, as data; formats are the issuers' own."""

import re

from core.ai import redaction_checks as checks
from core.ai.redaction_beside import BESIDE
from core.ai.redaction_kind import Kind
from core.ai.redaction_people import PEOPLE


def _token(name: str, prefix: str, rest: str, *, also: tuple[str, ...] = ()) -> Kind:
    """A token that begins with a fixed prefix of its issuer."""
    return Kind(name, (prefix.lower(), *also), re.compile(re.escape(prefix) + rest))


def _named(name: str, words: tuple[str, ...], value: str) -> Kind:
    """A value without a mark of its own, known by the service's name shortly before it."""
    key = "|".join(words)
    text = rf"(?i:{key})[\w .-]{{0,25}}[\"']?\s*(?:=|:|=>|is)\s*[\"']?(?P<it>{value})"
    return Kind(name, words, re.compile(text), check=checks.random_looking)


def _email_start(text: str, at: int) -> int:
    start = at
    while start and at - start < 64 and (text[start - 1].isalnum() or text[start - 1] in "._%+-"):
        start -= 1
    while start < at and not text[start].isalnum():
        start += 1
    return start if start < at else -1


W = r"[A-Za-z0-9_-]"
A = r"[A-Za-z0-9]"
HEX = r"[0-9a-fA-F]"

BY_PREFIX = (
    Kind("aws_access_key_id", ("akia", "asia", "abia", "acca"),
         re.compile(r"A(?:KIA|SIA|BIA|CCA)[A-Z0-9]{16}")),
    _token("google_api_key", "AIza", W + "{35}"),
    _token("google_oauth_token", "ya29.", r"[\w-]{20,}"),
    _token("google_client_secret", "GOCSPX-", W + "{20,}"),
    _token("google_refresh_token", "1//0", r"[\w-]{30,}"),
    _token("github_token", "ghp_", A + "{36,}"),
    _token("github_oauth_token", "gho_", A + "{36,}"),
    _token("github_app_token", "ghs_", A + "{36,}"),
    _token("github_user_token", "ghu_", A + "{36,}"),
    _token("github_refresh_token", "ghr_", A + "{36,}"),
    _token("github_fine_token", "github_pat_", r"\w{30,}"),
    _token("gitlab_token", "glpat-", r"[\w.-]{20,}"),
    _token("gitlab_deploy_token", "gldt-", W + "{20,}"),
    _token("gitlab_runner_token", "glrt-", W + "{20,}"),
    _token("gitlab_trigger_token", "glptt-", W + "{20,}"),
    Kind("slack_token", ("xox",), re.compile(r"xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,}")),
    _token("slack_app_token", "xapp-", r"[A-Za-z0-9-]{20,}"),
    Kind("slack_webhook", ("hooks.slack.com",),
         re.compile(r"hooks\.slack\.com/(?P<it>(?:services|workflows|triggers)/[\w/+-]{20,})"),
         whole=False),
    Kind("discord_webhook", ("/api/webhooks/",),
         re.compile(r"/api/webhooks/(?P<it>\d{17,20}/[\w-]{30,})"), whole=False),
    Kind("teams_webhook", ("webhook.office.com",),
         re.compile(r"webhook\.office\.com/(?P<it>webhookb2/[\w@/-]{30,})"), whole=False),
    Kind("discord_token", (".",), re.compile(r"[MNO][A-Za-z\d_-]{23,25}\.[\w-]{6}\.[\w-]{27,38}")),
    Kind("telegram_bot_token", (":aa",), re.compile(r"(?<!\d)\d{8,10}:AA[\w-]{32,34}"), whole=False),
    _token("openai_key", "sk-proj-", r"[\w-]{20,}"),
    _token("openai_service_key", "sk-svcacct-", r"[\w-]{20,}"),
    _token("openai_admin_key", "sk-admin-", r"[\w-]{20,}"),
    _token("anthropic_key", "sk-ant-", r"[\w-]{20,}"),
    _token("openrouter_key", "sk-or-", r"[\w-]{20,}"),
    Kind("sk_key", ("sk-",), re.compile(r"sk-[A-Za-z0-9]{20,}")),
    _token("huggingface_token", "hf_", A + "{30,}"),
    _token("replicate_token", "r8_", A + "{30,}"),
    _token("groq_key", "gsk_", A + "{30,}"),
    _token("perplexity_key", "pplx-", A + "{30,}"),
    Kind("stripe_key", ("sk_live_", "sk_test_", "rk_live_", "rk_test_"),
         re.compile(r"[sr]k_(?:live|test)_[A-Za-z0-9]{16,}")),
    _token("stripe_webhook_secret", "whsec_", r"[A-Za-z0-9+/=]{24,}"),
    Kind("square_token", ("eaaa", "sq0"), re.compile(r"(?:EAAA[\w-]{56,}|sq0(?:atp|csp)-[\w-]{22,})")),
    Kind("shopify_token", ("shp",), re.compile(r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}")),
    Kind("twilio_key", ("sk", "ac"), re.compile(r"(?:SK|AC)[0-9a-f]{32}")),
    Kind("sendgrid_key", ("sg.",), re.compile(r"SG\.[\w-]{16,32}\.[\w-]{16,64}")),
    Kind("mailgun_key", ("key-",), re.compile(r"key-[0-9a-f]{32}")),
    Kind("mailchimp_key", ("-us",), re.compile(r"[0-9a-f]{32}-us\d{1,2}")),
    Kind("brevo_key", ("xkeysib-",), re.compile(r"xkeysib-[0-9a-f]{64}-\w{16}")),
    _token("postman_key", "PMAK-", r"[0-9a-f]{24}-[0-9a-f]{34}"),
    _token("npm_token", "npm_", A + "{36}"),
    _token("pypi_token", "pypi-", r"[\w-]{50,}"),
    Kind("rubygems_key", ("rubygems_",), re.compile(r"rubygems_[0-9a-f]{48}")),
    _token("docker_token", "dckr_pat_", W + "{20,}"),
    _token("digitalocean_token", "dop_v1_", r"[0-9a-f]{64}", also=("doo_v1_", "dor_v1_")),
    Kind("grafana_token", ("glsa_", "glc_"), re.compile(r"(?:glsa_\w{32,}|glc_[A-Za-z0-9+/=]{32,})")),
    Kind("newrelic_key", ("nrak-", "nrii-", "nrjs-", "nraa-"),
         re.compile(r"NR(?:AK|II|JS|AA)-?[A-Za-z0-9_-]{19,}")),
    Kind("dynatrace_token", ("dt0",), re.compile(r"dt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}")),
    _token("sentry_token", "sntrys_", r"[\w+/=.-]{40,}"),
    _token("sentry_user_token", "sntryu_", HEX + "{40,}"),
    Kind("vault_token", ("hvs.", "hvb.", "hvr."), re.compile(r"hv[sbr]\.[\w-]{20,}")),
    _token("terraform_token", "atlasv1.", r"[\w-]{40,}"),
    Kind("terraform_cloud_token", (".atlasv1.",), re.compile(r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{50,}")),
    _token("doppler_token", "dp.pt.", A + "{40,}"),
    _token("linear_key", "lin_api_", A + "{32,}"),
    Kind("notion_token", ("ntn_", "secret_"), re.compile(r"(?:ntn_|secret_)[A-Za-z0-9]{40,}")),
    _token("atlassian_token", "ATATT3", r"[\w=-]{50,}"),
    _token("asana_token", "1/", r"\d{15,17}[:/][0-9a-f]{32}"),
    _token("airtable_token", "pat", r"[A-Za-z0-9]{14}\.[0-9a-f]{64}"),
    _token("figma_token", "figd_", W + "{38,}"),
    _token("databricks_token", "dapi", HEX + "{32}"),
    Kind("pulumi_token", ("pul-",), re.compile(r"pul-[0-9a-f]{40}")),
    Kind("planetscale_token", ("pscale_",), re.compile(r"pscale_(?:tkn|pw|oauth)_[\w.-]{32,}")),
    Kind("fly_token", ("fo1_", "fm2_"), re.compile(r"(?:fo1_[\w-]{40,}|fm2_[A-Za-z0-9+/=]{80,})")),
    _token("render_key", "rnd_", A + "{28,}"),
    _token("heroku_key", "HRKU-", r"[\w-]{30,}"),
    Kind("alibaba_key_id", ("ltai",), re.compile(r"LTAI[A-Za-z0-9]{17,24}")),
    Kind("tencent_key_id", ("akid",), re.compile(r"AKID[A-Za-z0-9]{32}")),
    Kind("azure_storage_key", ("accountkey=",),
         re.compile(r"(?i:AccountKey=)(?P<it>[A-Za-z0-9+/]{40,}={0,2})"), whole=False),
    Kind("azure_client_secret", ("8q~", "7q~"), re.compile(r"[\w~.-]{3}[78]Q~[\w~.-]{31,34}"), whole=False),
    Kind("azure_sas", ("sig=",), re.compile(r"[?&]sig=(?P<it>[\w%+/=-]{20,})"), whole=False),
    Kind("aws_presigned", ("x-amz-signature=", "x-amz-security-token="),
         re.compile(r"(?i:X-Amz-(?:Signature|Security-Token)=)(?P<it>[\w%+/=.-]{20,})"), whole=False),
    _token("age_key", "AGE-SECRET-KEY-1", r"[A-Z0-9]{50,}"),
    _token("onepassword_token", "ops_eyJ", r"[\w=-]{50,}"),
    _token("aspnet_cookie", "CfDJ8", r"[\w+/=%-]{30,}"),
    Kind("bitcoin_key", ("priv", "wif", "wallet"), re.compile(r"[KL5][1-9A-HJ-NP-Za-km-z]{50,51}")),
    Kind("issued_key", ("_live_", "_prod_", "_pat_", "_sk_", "_secret_", "_token_"), re.compile(
        r"[a-z]{2,10}_(?:live|prod|pat|sk|secret|token)_[A-Za-z0-9]{20,}"), check=checks.random_looking),
    Kind("jwt", ("eyj",), re.compile(r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*")),
    Kind("jwe", ("eyj",), re.compile(r"eyJ[\w-]{16,}(?:\.[\w-]*){4}")),
)  # fmt: skip

BY_SHAPE = (
    Kind("putty_key", ("putty-user-key-file",), re.compile(
        r"PuTTY-User-Key-File-\d(?s:.)*?Private-MAC: [0-9a-f]+"), whole=False, spans=True),
    Kind("authorization", ("authorization",), re.compile(
        r"(?i)(?:proxy-)?authorization[\"']?\s*[:=]\s*[\"']?(?:[A-Za-z][\w-]*\s+)?"
        r"(?P<it>[^\s\"',;\[]{8,})"), whole=False, check=checks.secret_value),
    Kind("bearer_token", ("bearer",), re.compile(
        r"(?i)\bbearer\s+(?P<it>[A-Za-z0-9._~+/=-]{16,})"), check=checks.random_looking, whole=False),
    Kind("basic_credentials", ("basic ",), re.compile(
        r"(?i)\bbasic\s+(?P<it>[A-Za-z0-9+/]{12,}={0,2})"), check=checks.random_looking, whole=False),
    Kind("cookie", ("cookie",), re.compile(
        r"(?i)\b(?:set-)?cookie[\"']?\s*[:=]\s*[\"']?(?P<it>[\w.-]+=[^\s\"';,]{6,}"
        r"(?:;\s*[\w.-]+=[^\s\"';,]+)*)"), whole=False),
    Kind("session_id", ("session", "sid"), re.compile(
        r"(?i)\b(?:[\w-]*session_?-?(?:id|token|key)|jsessionid|phpsessid|connect\.sid|sid)[\"']?\s*[=:]\s*"
        r"[\"']?(?P<it>[\w.%:/+-]{16,})"), check=checks.random_looking, whole=False),
    Kind("url_password", ("://",), re.compile(
        r"://[^\s/:@\"'<>\[]{0,80}:(?P<it>[^\s/@\"'<>\[]{1,200})@"), whole=False),
    Kind("url_token", ("://",), re.compile(
        r"https://(?P<it>[A-Za-z0-9_-]{20,})@"), whole=False),
    Kind("query_secret", ("token=", "key=", "secret=", "password=", "code=", "auth=", "signature="),
         re.compile(
             r"(?i)[?&](?:[\w-]*(?:token|key|secret|passw(?:or)?d|auth|signature)|code)="
             r"(?P<it>[^\s&\"'#\[<>]{6,})"), check=checks.secret_value, whole=False),
    Kind("npmrc_token", ("_authtoken", "_auth"), re.compile(
        r"(?i)_auth(?:token)?\s*=\s*(?P<it>[^\s\[]{8,})"), whole=False),
    Kind("netrc_password", ("machine ",), re.compile(
        r"(?s)\bmachine\s+\S+\s+login\s+\S+\s+password\s+(?P<it>[^\s\[]+)"), whole=False, spans=True),
    Kind("kubeconfig", ("client-key-data", "client-certificate-data"), re.compile(
        r"client-(?:key|certificate)-data[\"']?:\s*[\"']?(?P<it>[A-Za-z0-9+/=]{20,})"), whole=False),
    Kind("docker_auth", ('"auth"',), re.compile(
        r"\"auth\"\s*:\s*\"(?P<it>[A-Za-z0-9+/=]{12,})\""), whole=False),
    Kind("password_argument", (" -p", "--password", "--token", "--secret", "-u ", "--api-key"), re.compile(
        r"(?:^|\s)(?:--(?:password|passwd|token|secret|api-key|access-key|secret-key)[= ]|"
        r"-u\s+[\w.-]+:|-p(?=\S*\d))(?P<it>[^\s\"'\[-][^\s\"']{5,})", re.MULTILINE),
        whole=False, check=checks.secret_value),
    Kind("said_secret", ("pass", "pwd", "secret", "token", "key"), re.compile(
        r"(?i)\b(?:password|passwd|passphrase|passcode|pwd|secret|(?:api|access|secret|private|auth)[ _-]?key|"
        r"(?:access|auth|api|refresh|bearer)[ _-]?token|token)\s*(?::|is|was)\s+[\"'`]?"
        r"(?P<it>[^\s\"'`,;\[<>]{6,200})"),
        whole=False, check=checks.said_value),
    Kind("yaml_secret", ("pass", "secret", "token", "key"), re.compile(
        r"(?im)^[ \t-]*[\w.-]*(?:password|passwd|secret|token|(?:api|access|secret|private)[_-]?key)[\w-]*:"
        r"[ \t]+[\"']?(?P<it>[^\s\"'\[<{$|>&*!][^\s\"']{5,200})[\"']?[ \t]*$"),
        whole=False, check=checks.secret_value),
)  # fmt: skip

BY_CONTEXT = (
    _named("aws_secret_key", ("aws_secret", "secret_access_key", "secretaccesskey", "aws secret"),
           r"[A-Za-z0-9/+]{40}"),
    _named("datadog_key", ("datadog", "dd_api", "dd-api", "dd_app"), r"[0-9a-f]{32,40}"),
    _named("pagerduty_key", ("pagerduty", "routing_key", "pd_token"), r"[A-Za-z0-9+_-]{20,32}"),
    _named("opsgenie_key", ("opsgenie", "geniekey"), r"[0-9a-f-]{36}"),
    _named("cloudflare_key", ("cloudflare", "cf_api"), r"[A-Za-z0-9_-]{37,40}"),
    _named("fastly_key", ("fastly",), r"[A-Za-z0-9_-]{32}"),
    _named("okta_token", ("okta",), r"00[\w-]{40}"),
    _named("auth0_secret", ("auth0",), r"[\w-]{48,64}"),
    _named("circleci_token", ("circle",), r"[0-9a-f]{40}"),
    _named("travis_token", ("travis",), r"[A-Za-z0-9_-]{22}"),
    _named("jenkins_token", ("jenkins",), r"[0-9a-f]{32,34}"),
    _named("codecov_token", ("codecov",), r"[0-9a-f-]{32,36}"),
    _named("snyk_token", ("snyk",), r"[0-9a-f-]{36}"),
    _named("algolia_key", ("algolia",), r"[0-9a-f]{32}"),
    _named("mapbox_token", ("mapbox",), r"[ps]k\.[\w-]{20,}\.[\w-]{10,}"),
    _named("confluent_secret", ("confluent",), r"[A-Za-z0-9+/]{60,64}"),
    _named("elastic_key", ("elastic", "apikey"), r"[A-Za-z0-9+/_-]{40,}={0,2}"),
)  # fmt: skip

PERSONAL = (
    Kind("email", ("@",), re.compile(r"@[^\W_](?:[^\W_]|-(?=[^\W_]))*(?:\.(?:[^\W_]|-)+)*\.[^\W\d_]{2,24}(?!\w)"),
         secret=False, whole=False, extend=_email_start),
    Kind("phone", ("+",), re.compile(r"(?<![\w.+-])\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){6,12}"),
         secret=False, check=checks.phone),
    Kind("phone", ("(",), re.compile(r"\([2-9]\d\d\) ?[2-9]\d\d-\d{4}"), secret=False),
    Kind("phone", ("phone", "tel", "mobile", "call", "sms", "msisdn", "fax"), re.compile(
        r"(?i)\b(?:phone|telephone|tel|mobile|cell|call|sms|msisdn|fax)\b[\w .-]{0,12}[\"']?\s*[:=]?\s*[\"']?"
        r"(?P<it>\+?\(?\d[\d ().-]{6,18}\d)"), secret=False, whole=False, check=checks.phone),
    Kind("card", (), re.compile(r"[2-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7}|3\d{3}[ -]?\d{6}[ -]?\d{4,5}"),
         check=checks.card),
    Kind("card", (), re.compile(r"[2-6]\d{3}([ -])\d{4}\1\d{4}\1\d{4}\1\d{3}"), check=checks.card),
    Kind("card", ("card", "karte", "visa", "amex", "maestro", "credit", "debit", "pan"), re.compile(
        r"(?i)(?<![a-z])(?:(?:credit|debit|kredit)?[ _-]?(?:card|karte|carte)n?|visa|master-?card|amex|maestro|pan)"
        r"(?:[ _-]?(?:number|nummer|num|no|nr|pan|ending|is)\.?)?[\"']?[ \t]*[:=#]?[ \t]*[\"']?"
        r"(?P<it>\d(?:[ .-]?\d){12,18})(?![\d.-]*\d)"), whole=False, check=checks.said_card),
    Kind("card_code", ("cvv", "cvc", "card_code"), re.compile(r"(?i)\b(?:cvv2?|cvc2?|card_code)[\"']?\s*[:=]\s*[\"']?(?P<it>\d{3,4})")),
    Kind("iban", (), re.compile(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?"), check=checks.iban),
    Kind("us_ssn", (), re.compile(r"\d{3}-\d{2}-\d{4}"), check=checks.social_security),
    Kind("national_id", ("ssn", "national_id", "nino", "passport", "tax_id", "taxid", "steuer", "social security", "insurance number"),
         re.compile(r"(?i)\b(?:ssn|national_id|nino|passport|tax_?id|steuer-?id(?:nummer)?|social security|insurance)"
                    r"[\w ]{0,12}[\"']?\s*(?:[:=#]|is)?\s*[\"']?(?-i:(?P<it>(?=(?:[A-Z -]*\d){4})[A-Z0-9][A-Z0-9 -]{5,14}[A-Z0-9]))"),
         whole=False),
    Kind("ip_address", (".",), re.compile(r"(?<![\w.~-])(?<!version )(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}(?!\.\d)"),
         secret=False, check=checks.public_address),
    Kind("ip_address", ("2", ), re.compile(r"2[0-9a-fA-F]{3}:(?:[0-9a-fA-F]{0,4}:){1,6}[0-9a-fA-F]{0,4}"),
         secret=False, check=checks.public_address),
    Kind("mac_address", (":",), re.compile(r"(?:[0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}(?!:)(?<!:\w\w:\w\w:\w\w:\w\w:\w\w:\w\w)"), secret=False),
)  # fmt: skip

KINDS = (*BY_PREFIX, *BY_SHAPE, *BESIDE, *BY_CONTEXT, *PERSONAL, *PEOPLE)
