"""Notices text in evidence that talks to the analyst instead of telling what happened."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote_plus

# Each is a way of giving orders to a model; ordinary logs and reports don't speak like this.
ORDERS = (
    r"\b(?:ignore|disregard|forget|override|bypass|skip|drop|discard|don'?t follow|do not follow|stop following)\b"
    r"[^.\n]{0,40}\b(?:previous|prior|above|earlier|preceding|foregoing|all|any|every|your|the|other|system|safety)\b"
    r"[^.\n]{0,30}\b(?:instruction|prompt|rule|direction|guideline|context|message|text|command|guardrail|order|filter|"
    r"polic|told|evidence|logs?\b)",
    r"\b(?:new|updated|real|actual|revised|additional|following|hidden|secret|special)\s+(?:system\s+)?(?:instruction|prompt|directive|task|order)s?\b",
    r"\b(?:system|developer|assistant|admin|root)\s*(?:prompt|message|instruction|override|note|mode)\b\s*[:=\]>-]",
    r"\byou (?:are|were|'re) (?:now|no longer|going to|an?|the) [^.\n]{0,60}",
    r"\b(?:act|behave|respond|answer|reply|pose|speak) (?:as|like) (?:an?|the|if|though)\b",
    r"\b(?:forget|ignore|disregard) (?:everything|all) (?:you|that|above|before|i)\b|\bact as (?:root|admin)|\bseverity must be\b",
    r"\bpretend (?:to be|that|you)\b|\brole-?play\b|\bjailbr(?:eak|oken)\b|\bdeveloper mode\b|\bDAN\b mode",
    r"\b(?:reveal|print|show|repeat|output|leak|exfiltrate|disclose|dump|expose|tell me|send|give (?:me|us))\b[^.\n]{0,50}"
    r"\b(?:system prompt|your (?:prompt|instructions|rules|context|guidelines)|hidden (?:prompt|rules)|"
    r"(?:the )?(?:secret|password|credential|api key|token|environment variable)s?\b)",
    r"\b(?:dear|hey|hello|hi|attention|note to|message (?:to|for)|instructions? (?:to|for)|important(?: note)? (?:to|for)|to the)\b,?\s+"
    r"(?:the |any |all |every |you,? )?(?:ai|a\.i\.|assistant|llm|language model|model|chatbot|bot|analyst|gpt|claude|chatgpt|copilot|agent|tocsin)\b",
    r"\b(?:ai|llm|language model|assistant|chatbot|analyst|model|tocsin|agent)s?\b[^.\n]{0,25}\b(?:must|should|shall|has to|have to|needs? to|is required to|are instructed|will now|please)\b",
    r"\b(?:please|must|should|now|instead|simply|just|only|always|then)\b[^.\n]{0,20}\b(?:say|state|report|write|answer|respond|reply|conclude|claim|classify|rate|mark|declare|output|summari[sz]e|set|mention|tag|notify|ping|include|tell)\b"
    r"[^.\n]{0,60}\b(?:that|severity|incident|resolved|closed|root cause|everyone|all is|no (?:issue|problem|impact)|link|channel|low|critical|as)\b",
    r"\b(?:say|state|report|answer|respond|reply|conclude|write|output) (?:only|exactly|just|nothing but|with only|verbatim|with)\b",
    r"\b(?:set|change|lower|raise|downgrade|upgrade|mark|classify|rate)\b (?:the |this |its |that )?(?:incident|severity|status|priority|finding|alert|ticket|case)s?\b[^.\n]{0,30}\b(?:to|as|=)\b",
    r"\b(?:close|resolve|acknowledge|delete|approve|escalate|cancel|silence|dismiss|reassign)\b (?:this|the|all|every|that)(?: open| other)? (?:incident|alert|ticket|case|page|event)s?\b",
    r"\b(?:run|execute|call|invoke|use)\b (?:the )?(?:following|(?:this |these )?(?:tool|function|command|shell|code|script)s?)\b",
    r"\b(?:click|visit|open|go to|browse to|navigate to|follow|post|include|add|insert|share|append|download)\b[^.\n]{0,40}https?://",
    r"<!(?:channel|here|everyone)|<@[UW][A-Z0-9]{4,}>|(?<![\w.])@(?:channel|here|everyone)\b",
    r"<\|?(?:im[_ ]start|im[_ ]end|endoftext|system|assistant|user|end|start_header_id)\|?>|\[/?INST\]|<</?SYS>>|###\s*(?:system|instruction|human|assistant|user)\b",
    r"^\s*(?:human|assistant|system|user)\s*:\s*\S",
    r"</?(?:system|instructions?|prompt|admin|assistant|evidence|context)\b[^>]{0,40}>",
    r"!\[[^\]]*\]\(https?://",
    r"\bend of (?:the )?(?:evidence|logs?|document|data|context|input|incident data)\b",
    r"\b(?:do not|don'?t|never|refuse to|avoid) (?:mention|report|tell|reveal|include|analy[sz]e|cite|investigate|look at|warn|alert|verify|quote|flag|discuss)\b",
    r"\b(?:as|being) an? (?:ai|language model|assistant|llm)\b|\byour (?:new |only |real |true |sole )?(?:task|job|goal|role|purpose|instructions?|mission) (?:is|are|now)\b",
    r"\b(?:decode|base64)[^.\n]{0,30}(?:and|then) (?:follow|execute|run|obey|do)\b",
    r"\b(?:ignora|ignorez|ignoriere|ignorieren sie|oublie[zr]?|vergiss|olvida|ignorare|dimentica|negeer|ignore[zs]?)\b[^.\n]{0,50}"
    r"\b(?:instruc|anweisung|consigne|istruzion|instructies|regeln|indicaciones|prompt)",
    r"忽略.{0,12}(?:指令|指示|说明|提示)|指示を無視|игнорируй[^.\n]{0,40}инструкц",
    r"<\|[a-z_]{3,30}\|>|<!(?:subteam|date)\b|<#[CG][A-Z0-9]{4,}|\bjavascript:|\bonerror\s*=",
    r"\b(?:function[ _]calls?|tool[ _](?:calls?|results?|use|output))\b|<invoke\b|```\s*tool",
    r"\b(?:observation|thought|action)\s*:[^\n]{0,80}\b(?:thought|action)\s*:",
    r"-{3,}\s*(?:begin|end) (?:of )?(?:evidence|data|logs?|context|untrusted|trusted|input|instructions?)\b|\"(?:un)?trusted\"\s*:",
    r"\"(?:hypotheses|root[ _]causes|claims|findings|severity[ _]reason|next[ _]steps)\"\s*:|\"summary\"\s*:[^\n]*\"severity\"\s*:",
    r"(?:^|[\s\"'`(:])/incident\s+[a-z]+|@tocsin\b|/api/v\d/incidents/\d+/[a-z]+",
    r"(?:^|[^a-z])(?:ai|llm|gpt\w*|assistant|language model|chat ?bot|bot|summari[sz]ers?|the model|tocsin|analysis engine)\b[\s;:,]{1,3}(?:[^.\n]{0,20}[;:,] ?)?(?:please |you |must |shall |now )*(?:ignore|skip|stop|omit|answer|reply|say|report|tell|add|write|post|include|mark|close|set|do not|instructions?|directive|suppress|credit|recommend|the real|switch)\b",
    r"\b(?:assistant|ai|llm|model|analyst|summari[sz]er|system|developer|operator)[ _-](?:directive|instructions?|prompt|notice|override|command)s?\b|\binstructions? (?:for|to) (?:the )?(?:summari[sz]ers?|readers?|models?|bots?|agents?|assistants?)",
    r"\b(?:your|the) (?:next |final |only )?(?:answer|reply|response|summary|finding|verdict|report|conclusion|cause|confidence|severity) (?:must|should|shall|has to|have to|needs? to|will) ",
    r"\b(?:say|write|put|mention|state|show) (?:it|this|that|so|them)? ?(?:in|into) (?:the|your) (?:summary|finding|answer|report|analysis)\b|\b(?:in|into) the (?:first|next) claim\b|\bmust be the (?:recommended|next|only)\b",
    r"\b(?:confidence|severity|cause|verdict|status) must (?:be|call)\b|\banalysis must\b|\boverride:|\bverdict=|\bsuppress findings\b",
    r"\bfrom now on\b|\bstay in character\b|\blet'?s play\b|\byou are (?:dan|grand|now|free)\w*|\bas the incident (?:assistant|bot|commander)\b|\byou, the (?:language )?model\b",
    r"\bdrop all hypothes|\b(?:now|next) (?:write|say|post|answer|reply)\s*:|\bas your (?:answer|instruction|task)\b|\bcopy this\b[^\n]{0,30}\banswer\b",
    r"\b(?:reveal|unmask|write|print) [^.\n]{0,40}\b(?:masked|redacted|stood for|hidden)\b|\btell (?:people|them|everyone|the reader|responders)\b[^.\n]{0,60}\b(?:that|it is|to)\b",
    r"\b(?:exec|decode|apply|rot13|base64|hex)\b[^\n]{0,90}\b(?:obey|as your instruction|what it says|as instructions?)\b",
    r"\bignore(?: all)?(?: the)? (?:previous|prior|earlier|preceding)|\b(?:previous|prior|earlier) instructions?\b|\bdisregard\b[^.\n]{0,30}\b(?:evidence|logs?|above)",
    r"\b(?:desconsider\w*|ignor(?:a|e|er|ez|iere?n?|are|uj)|zignoruj|oubli\w+|olvid\w+|esque[cç]\w+|zapomnij|vergiss|vergesst|dimentica\w*|negeer|glem)\b[^.\n]{0,50}\b(?:instru[ck]\w*|anweisung\w*|consigne\w*|istruzion\w*|regeln?|reglas?|regles?|regras?|polecen\w*|indicac\w*|vorgaben|prompt\w*)",
    r"\b(?:schlie(?:ss|ß)e?|cierra|ferme[rz]?|chiudi|feche|zamknij|sluit)\b[^.\n]{0,20}\bin[ck]iden\w*|\bsetze?\b[^.\n]{0,30}\bschweregrad|\bimposta\b[^.\n]{0,30}\bgravit|\bact[uú]a como\b|\ban die ki\b|\bantworte (?:nur|mit)\b|\bpublica este\b",
    r"(?:无视|忽略|忘记|忘掉).{0,14}(?:指令|指示|说明|提示|规则)|系统提示|(?:指示|命令|ルール).{0,8}無視|지시.{0,8}무시|(?:игнорир|забуд|закро|пренебре)\w*[^.\n]{0,40}(?:инструкц|правил|указани|инцидент)|(?:تجاهل|انس)[^.\n]{0,30}(?:التعليمات|الأوامر|القواعد)",
    r"\b(?:throw away|set aside|abandon|do away with)\b[^.\n]{0,30}\b(?:guideline|instruction|rule|prompt|direction)|\b(?:is|are) (?:ordered|instructed|commanded|obliged|told) to\b",
    r"<script\b|\x1b\]8;|<https?://[^|>\n]+\|[^>\n]*>[^\n]{0,30}\b(?:sign|log) ?in\b|\b(?:put|place|show|use) \[[^\]\n]*\]\(https?:",
)  # fmt: skip
TELLING = re.compile("|".join(f"(?:{order})" for order in ORDERS), re.IGNORECASE | re.MULTILINE)
INVISIBLE = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
TURNED = re.compile("[\u202d\u202e]([^\u202c\n]*)")
SPACED = re.compile(r"\b(?:\w[ ._-]){5,}\w\b")
LOOKALIKES = str.maketrans("аеорсухіјѕԁ", "aeopcyxijsd")
DIGITS_FOR_LETTERS = str.maketrans("013457@$", "oieastas")
PACKED = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,}={0,2}")
ENCODED_BYTE = re.compile(r"%[0-9A-Fa-f]{2}")
WRITTEN_TOGETHER = re.compile(r"(?<=[a-z])(?=[A-Z])")
LONGEST_UNPACKED = 4000


def suspicious(text: str) -> bool:
    """Whether a line reads like an instruction to whoever analyses it, also when it hides."""
    if re.search("[\U000e0020-\U000e007e]{4}", text):
        return True
    return any(TELLING.search(reading) for reading in _readings(text))


def _readings(text: str) -> Iterator[str]:
    """`text` in the ways in which a model might read it, the plainest first."""
    plain = _plain(text)
    yield plain
    if not plain.isascii():
        yield plain.translate(LOOKALIKES)
        yield _unaccented(plain)
    if TURNED.search(text):
        yield _plain(TURNED.sub(lambda match: match[1][::-1], text))
    if ENCODED_BYTE.search(text):
        yield _plain(unquote_plus(text))
    unspaced = SPACED.sub(lambda match: re.sub(r"[ ._-]", "", match[0]), plain)
    if unspaced != plain:
        yield unspaced
        yield unspaced.lower().replace("ignore", "ignore ").replace("previous", "previous ")
    if re.search(r"[A-Za-z][013457@$]+[a-z]", plain):
        yield plain.translate(DIGITS_FOR_LETTERS)
    if re.search(r"(?:[A-Z][a-z]+){4}", plain):
        yield WRITTEN_TOGETHER.sub(" ", plain)
    for match in PACKED.finditer(text[:LONGEST_UNPACKED]):
        yield from _unpacked(match[0])


def _unpacked(packed: str) -> Iterator[str]:
    """What base64 or hexadecimal digits say, if they say it in letters."""
    with suppress(binascii.Error, ValueError):
        if re.fullmatch(r"(?:[0-9a-fA-F]{2})+", packed):
            yield _plain(bytes.fromhex(packed).decode())
    with suppress(binascii.Error, ValueError):
        body = packed.rstrip("=")
        yield _plain(base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_").decode())


def _unaccented(text: str) -> str:
    split = unicodedata.normalize("NFD", text)
    return "".join(char for char in split if not unicodedata.combining(char))


def _plain(text: str) -> str:
    """`text` without what hides words: odd forms, look-alikes, invisible marks, escapes."""
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    folded = re.sub(r"%20|\+(?=[A-Za-z])|\\[nrt]|\s+", " ", folded)
    return re.sub(r"(?<=[a-z])_(?=[a-z])", " ", folded)
