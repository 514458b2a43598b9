"""Personal data known by the words beside it, in several languages, and by its shape."""

import re

from core.ai import redaction_checks as checks
from core.ai.redaction_kind import Kind

TO = r"[\"']?\s*(?:[:=#]|is|ist|est|es|nr\.?|no\.?)?\s*[\"'(]?"
ID_WORDS = (
    "ssn", "social security", "nino", "national", "dni", "nif", "cpf", "cnpj", "curp", "pesel",
    "bsn", "personnummer", "codice fiscale", "steuer", "identifikationsnummer", "versicherten",
    "sécurité sociale", "securite sociale", "aadhaar", "passport", "reisepass", "passeport",
    "pasaporte", "ausweis", "driv", "führerschein", "tax", "nhs", "medical record", "account num",
    "account_num", "kontonummer", "imei", "imsi", "iccid", "vin", "chassis",
)  # fmt: skip
ID = (
    r"ssn|social[_ ]security(?:[_ ](?:number|no))?|nino|national[_ ](?:id|insurance)|dni|nif|"
    r"cpf|cnpj|curp|pesel|bsn|personnummer|codice[_ ]fiscale|(?:steuerliche )?"
    r"identifikationsnummer|steuer-?(?:id(?:nummer)?|nummer)|versicherten-?(?:nummer|nr)|"
    r"sozialversicherungsnummer|s[ée]curit[ée] sociale|aadhaar|passport|reisepass|passeport|"
    r"pasaporte|(?:personal)?ausweis(?:nummer)?|driv(?:er|ing)s?[_ ]?licen[sc]e|führerschein|"
    r"tax[_ ]?id|nhs|medical record|account[_ ]num(?:ber)?|kontonummer|imei|imsi|iccid|vin|chassis"
)
PHONE_WORDS = (
    "phone", "telefon", "teléfono", "téléphone", "telefone", "tel", "handy", "mobil", "portable",
    "rückruf", "anruf", "rufnummer", "cell", "手机", "电话", "電話", "휴대", "телефон", "dial",
    "call", "contact", "kontakt", "whatsapp", "sms", "fax", "msisdn",
)  # fmt: skip
PHONE = re.compile(
    r"(?:telefon(?:e|o|nummer)?|telephone|tel|téléphone|teléfono|handy|mobil(?:e|nummer|telefon)?|"
    r"phone|portable|rückruf|anruf|rufnummer|cell|телефон|dial(?:l?ing|ed)?|"
    r"call(?:back|ed|ing|er)?|contact|kontakt|whatsapp|sms|fax|msisdn)(?![a-zäöü])|"
    r"手机号?码?|电话|電話|휴대"
)
MONTH = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mär|Mai|Okt|Dez|janv|févr|mars|avr|"
    r"juin|juil|août)[a-zäé]*\.?"
)
DATE = (
    rf"\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}|\d{{1,2}}\.? {MONTH} \d{{4}}|"
    rf"{MONTH} \d{{1,2}},? \d{{4}}|(?:19|20)\d{{6}}"
)
PERSON = (
    r"customer|patient|(?:card|account|policy)[ _-]?holder|passenger|employee|guest|recipient|"
    r"sender|payer|payee|beneficiary|debtor|applicant|subscriber|kund(?:e|in)|caller|"
    r"(?:user|customer|contact|client|patient|employee|display|full|legal|real|billing|shipping|"
    r"card|cardholder|holder|account|first|last|middle|given|family|sur|maiden)[ _-]?name|"
    r"vorname|nachname|nom|prénom|nombre|apellidos?|cognome"
)
KNOWN_BY_NAME = r"(?:card|account|policy)[ -]?holder|patient(?:in)?|kund(?:e|in)"
PERSON_WORDS = (
    "name", "customer", "patient", "holder", "passenger", "employee", "guest", "recipient",
    "sender", "payer", "payee", "beneficiary", "debtor", "applicant", "subscriber", "kund",
    "caller", "nom", "prénom", "apellido",
)  # fmt: skip
WORD = r"(?![a-zäöüßéèàáíóúçñ])[^\W\d_](?:[^\W\d_]|['’.-](?=[^\W\d_]))*"
STREET = (
    r"(?:St(?:reet)?|Ave(?:nue)?|Road|Rd|Blvd|Boulevard|Lane|Ln|Court|Square|Terrace|Drive|"
    r"Highway|Hwy|Parkway|Pkwy)\b\.?(?:,? (?:Apt|Suite|Unit|#|Fl(?:oor)?)\.? ?\w+)?"
)
ADDRESS = (
    r"(?:billing|shipping|postal|home|delivery|street|mailing|residential)[ _-]?addr(?:ess)?|"
    r"address|"
    r"street|(?:liefer|rechnungs|wohn|post)?(?:adresse|anschrift)|stra(?:ß|ss)e|"
    r"direcci[óo]n|indirizzo|endereço"
)

PEOPLE = (
    Kind("national_id", ID_WORDS, re.compile(
        rf"(?i:(?<![a-zäöü])(?:{ID})(?:[_ -]?(?:number|no|nr|card|id|verification|failed))*\b\.?)"
        rf"(?i:{TO}|[\w ]{{0,20}}:\s*)(?P<it>[A-Z0-9][A-Z0-9 ./-]{{4,26}}[A-Z0-9])"),
        secret=False, whole=False, check=checks.identity_number),
    Kind("phone", PHONE_WORDS, re.compile(
        r"[\w .-]{0,16}?[\"']?[ \t]*[:=]?[ \t]*[\"'<]?(?<!\d)"
        r"(?P<it>\+?\(?\d[\d ()./-]{6,20}\d)(?!\w)"),
        secret=False, whole=False, check=checks.said_phone, head=PHONE),
    Kind("phone", ("00",), re.compile(
        r"(?<![\w.:/-])00[1-9]\d{0,2}(?: ?\(0\) ?|[ /-])\d[\d /-]{6,14}\d(?![\w.:])"),
        secret=False, check=checks.dialled_abroad),
    Kind("birth_date", ("birth", "dob", "born", "geb", "né", "nacimiento", "nascita"), re.compile(
        r"(?i:\b(?:date[ _]?of[ _]?birth|birth[ _]?da(?:te|y)|dob|born|geb(?:oren|\.)?|"
        r"geburts(?:datum|tag)|née? le|date de naissance|fecha de nacimiento|data di nascita))"
        rf"[\"']?\s*(?:[:=]|on|am|le)?\s*[\"']?(?P<it>{DATE})"), secret=False, whole=False),
    Kind("person_name", PERSON_WORDS, re.compile(
        rf"(?i:(?<![a-z])(?:(?:{PERSON})[\"']?\s*[:=]|(?:{KNOWN_BY_NAME})(?=\s)))\s*[\"']?"
        rf"(?P<it>{WORD}(?:[ +]{WORD}){{1,3}})"), secret=False, whole=False,
        check=checks.proper_name),
    Kind("person_name", ("name",), re.compile(
        rf"(?i:(?<![a-z])(?:first|last|middle|given|family|sur|maiden|vor|nach)[_-]?name)[\"']?"
        rf"\s*[:=]\s*[\"']?(?P<it>{WORD})"), secret=False, whole=False,
        check=checks.proper_name),
    Kind("street_address", ("street", "addr", "anschrift", "stra", "direcci", "indirizzo",
                            "endereço"), re.compile(
        rf"(?i:(?<![a-z])(?:{ADDRESS}))[\"']?\s*[:=]\s*(?:[\"'](?P<it>[^\"'\n\[]{{6,90}})[\"'])"),
        secret=False, whole=False, check=checks.postal),
    Kind("street_address", ("addr", "anschrift", "direcci", "indirizzo"), re.compile(
        rf"(?i:(?<![a-z])(?:{ADDRESS}))\s*[:=]\s*(?P<it>[^\"'\n\[{{]{{6,90}}?)(?=$|[;|]|\s\w+=)",
        re.MULTILINE), secret=False, whole=False, check=checks.postal),
    Kind("street_address", ("st", "av", "r", "boul", "lane", "ln", "court", "square", "high"),
         re.compile(rf"\b\d{{1,5}} (?:[A-Z][a-z'.-]+ ){{1,3}}{STREET}"), secret=False),
    Kind("street_address", ("straße", "strasse", "str.", "allee", "weg", "platz", "gasse"),
         re.compile(r"[A-ZÄÖÜ][a-zäöüß-]+(?:straße|strasse|str\.|allee|weg|platz|gasse) \d{1,4}"
                    r"[a-z]?(?:, \d{5} [A-ZÄÖÜ][a-zäöüß]+)?"), secret=False),
    Kind("street_address", ("rue", "avenue", "boulevard", "chemin", "calle", "via "), re.compile(
        r"(?i:\b\d{1,4}(?: bis| ter)?,? (?:rue|avenue|boulevard|chemin|impasse|quai)) "
        r"(?:(?:de|du|des|la|le|les|l'|d') ?)*[A-ZÉ]\w+(?: [A-ZÉ]\w+)*"), secret=False),
    Kind("coordinates", ("lat", "lon", "lng"), re.compile(
        r"(?i)(?<![a-z])(?:lat|latitude|lon|lng|long|longitude)[\"']?\s*[:=]\s*[\"']?"
        r"(?P<it>-?\d{1,3}\.\d{4,})(?![\w.%])"), secret=False, whole=False),
    Kind("coordinates", ("gps", "coord", "location", "position", "geo"), re.compile(
        r"(?i)\b(?:gps|coord\w*|location|position|geo\w*)[\"']?\s*[:=]?\s*[\"'(\[]?"
        r"(?P<it>-?\d{1,2}\.\d{4,}\s*[,;]\s*-?\d{1,3}\.\d{4,})"), secret=False, whole=False),
    Kind("device_id", ("idfa", "idfv", "gaid", "adid", "aaid", "advertising", "android_id",
                       "androidid"), re.compile(
        r"(?i)(?<![a-z])(?:idf[av]|gaid|aaid|adid|advertising[_-]?id|android[_-]?id)[\"']?\s*"
        r"[:=]\s*[\"']?(?P<it>[0-9a-f-]{16,36})"), secret=False, whole=False),
    Kind("mac_address", ("-",), re.compile(
        r"(?:[0-9a-fA-F]{2}-){5}[0-9a-fA-F]{2}(?![\w-])"), secret=False),
    Kind("mac_address", (".",), re.compile(
        r"[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![\w.])"), secret=False, check=checks.has_letter),
    Kind("licence_plate", ("plate", "kennzeichen", "matricula", "matrícula",
                           "immatriculation"), re.compile(
        r"(?i:licen[sc]e[_ -]?plate|number[_ -]?plate|plate[_ -]?(?:number|no)|kennzeichen|"
        r"matr[íi]cula|immatriculation)[\"']?\s*[:=]?\s*[\"']?"
        r"(?P<it>[A-ZÄÖÜ0-9]{1,4}(?:[ -][A-ZÄÖÜ0-9]{1,4}){1,3}|[A-Z0-9]{5,8})"),
        secret=False, whole=False),
)  # fmt: skip
