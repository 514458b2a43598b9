"""What tells a real card, account or address from a number like it."""

import ipaddress
import math
import re
from collections import Counter

IBAN_LENGTH = {
    "AD": 24, "AE": 23, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22,
    "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28,
    "IE": 22, "IL": 23, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27,
    "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SA": 24, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "TR": 26,
}  # fmt: skip
HARMLESS_VALUES = re.compile(
    r"(?i)(?:null|none|nil|true|false|yes|no|on|off|empty|unset|set|missing|invalid|expired|wrong|"
    r"incorrect|required|failed|failure|error|denied|rejected|rotated|revoked|unknown|undefined|"
    r"redacted|hidden|masked|changeme|example|placeholder|file|env|string|bearer|basic|digest|"
    r"authentication|received|accepted|default|workload|not|is|was|has|for|from|in|of|at|and|or|the|type|"
    r"x{3,}|\*+|\.{3,}|-+|\d{1,4})"
)
OUTCOMES = re.compile(
    r"(?i)(?:mis)?match(?:ed|es)?|incorrect|weak|short|blank|mandatory|optional|disabled|enabled|"
    r"changed|unchanged|reset|updated|ok|okay|success(?:ful)?|valid|verified|correct|locked|"
    r"forbidden|unauthori[sz]ed|allowed|prompt(?:ed)?|prompting|files?|compat|systemd|ldap|"
    r"sss|winbind|publickey|keyboard-interactive|str|text|object|bytes|number|int|varchar|sha\d+|"
    r"md5|bcrypt|argon2\w*|scrypt|login|user(?:name)?|password|policy|timeout|skipped|"
    r"encrypted|protected|filtered|removed|omitted|secret|todo|tbd|help|here|see|please|"
    r"\w{0,4}\d{0,2}"
)
ASSIGNED_CARD = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|"
    r"6(?:011|4[4-9]\d|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|"
    r"62\d{14,17}|(?:5[06-8]|6[37])\d{14}"
)

TECHNICAL = frozenset(
    ["Error", "Exception", "Service", "Server", "Client", "Database", "Not", "Found", "Invalid",
     "Failed", "Timeout", "Request", "Response", "Unknown", "Missing", "API", "HTTP", "Apache",
     "Amazon", "Windows", "Linux", "Null", "None"]
)  # fmt: skip


def card(text: str) -> bool:
    """A payment card: an issuer's prefix and length, and a right Luhn digit."""
    digits = re.sub(r"[ -]", "", text)
    return bool(ASSIGNED_CARD.fullmatch(digits)) and said_card(text)


def said_card(text: str) -> bool:
    """What is called a card: 13 to 19 digits of which the last is the right Luhn digit."""
    digits = re.sub(r"\D", "", text)
    if not 13 <= len(digits) <= 19 or len(set(digits)) < 2:
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def iban(text: str) -> bool:
    """A bank account: the country's length and a remainder of 1 by 97 (ISO 13616)."""
    plain = text.replace(" ", "")
    if IBAN_LENGTH.get(plain[:2]) != len(plain):
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def public_address(text: str) -> bool:
    """An address on the public internet; private and reserved ones tell where it burns."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return address.is_global and not address.is_multicast


def social_security(text: str) -> bool:
    """A US number from the ranges that are given out."""
    area, group, serial = re.split(r"[- ]", text)
    return area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"


def secret_value(text: str) -> bool:
    """What stands after `password=` and is not a word about passwords."""
    return len(text) >= 4 and not HARMLESS_VALUES.fullmatch(text.strip("'\""))


def said_value(text: str) -> bool:
    """What stands after `password:` in a sentence: only if it looks made up, not like prose."""
    mixed = any(c.isdigit() for c in text) and any(c.isalpha() for c in text)
    return len(text) >= 8 and secret_value(text) and (mixed or bool(re.search(r"[!@#$%^&*]", text)))


def random_looking(text: str) -> bool:
    """At least three bits a character, and both letters and digits."""
    counts = Counter(text)
    bits = -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())
    letters = any(c.isalpha() for c in text)
    return bits >= 3.0 and letters and any(c.isdigit() for c in text)


def phone(text: str) -> bool:
    """8 to 15 digits, as E.164 has them."""
    return 8 <= sum(c.isdigit() for c in text) <= 15


def made_up(text: str) -> bool:
    """What is said to be a password: not a word, nor words written together."""
    plain = text.rstrip(".!?:")
    words = re.fullmatch(r"[^\W\d_]?[^\W\d_A-Z]+(?:[A-Z][a-z]{2,})*(?:[-_/][^\W\d_]+)*", plain)
    folder = re.fullmatch(r"~?(?:/[a-z_.-]+)+/?", plain)
    told = words is None and folder is None
    return len(plain) >= 6 and told and secret_value(plain) and not plain.isupper()


def bare_password(text: str) -> bool:
    """What stands behind `passwd` with nothing between: letters and digits that are no name."""
    letters, digits = any(c.isalpha() for c in text), any(c.isdigit() for c in text)
    named = re.fullmatch(r"[a-z]+[-_.]\d+|v?\d+(?:[._-]\w+)*|sha\d+|md5|[a-z]+[-_][a-z]+\d?", text)
    return letters and digits and named is None and made_up(text)


def lone_password(text: str) -> bool:
    """The one word behind `pwd:`, unless it says how it went with the password."""
    return secret_value(text) and not OUTCOMES.fullmatch(text.rstrip("!?"))


def identity_number(text: str) -> bool:
    """At least five digits, and not a time, a date or an address of a machine."""
    digits = sum(c.isdigit() for c in text)
    dated = re.match(r"\d{4}-\d\d-\d\d|\d{1,3}(?:\.\d{1,3}){3}$", text)
    mixed = digits >= 3 and len(text) >= 7 and " " not in text and not text.isdigit()
    return (digits >= 5 or mixed) and not dated


def said_phone(text: str) -> bool:
    """A number written as people write telephone numbers, not as machines write theirs."""
    digits = re.sub(r"\D", "", text)
    if not 8 <= len(digits) <= 15 or re.match(r"\d{4}-\d\d-\d\d|\d{1,3}(?:\.\d{1,3}){3}$", text):
        return False
    apart = len(re.findall(r"[ ()/.-]+", text))
    return text[0] in "+(0" or 2 <= apart <= 5 or (len(digits) == 11 and digits[0] == "1")


def dialled_abroad(text: str) -> bool:
    """`00`, a country and the rest in few groups; a dump of bytes has many."""
    return 10 <= sum(c.isdigit() for c in text) <= 16 and len(re.split(r"[ /-]+", text)) <= 4


def proper_name(text: str) -> bool:
    """Every part begins with a capital, and none is a word of the trade."""
    parts = re.split(r"[ +]", text)
    return all(part[:1].isupper() and part not in TECHNICAL for part in parts)


def postal(text: str) -> bool:
    """A house number and a word, with a space between; not the address of a machine."""
    words = re.search(r"[^\W\d_]{3,}", text) and re.search(r"\d", text) and " " in text.strip()
    return bool(words) and not re.search(r"\d+\.\d+\.\d+|://|:\d{2,5}\b", text)


def has_letter(text: str) -> bool:
    """Not of digits alone."""
    return any(c.isalpha() for c in text)
