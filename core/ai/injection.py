"""Notices text in evidence that talks to the analyst instead of telling what happened."""

import re
import unicodedata

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
)  # fmt: skip
TELLING = re.compile("|".join(f"(?:{order})" for order in ORDERS), re.IGNORECASE | re.MULTILINE)
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
SPACED = re.compile(r"\b(?:\w[ ._-]){5,}\w\b")
LOOKALIKES = str.maketrans("аеорсухіјѕԁ", "aeopcyxijsd")


def suspicious(text: str) -> bool:
    """Whether a line reads like an instruction to whoever analyses it, also when it hides."""
    if re.search("[\U000e0020-\U000e007e]{4}", text):
        return True
    plain = _plain(text)
    if TELLING.search(plain) or (
        not plain.isascii() and TELLING.search(plain.translate(LOOKALIKES))
    ):
        return True
    unspaced = SPACED.sub(lambda match: re.sub(r"[ ._-]", "", match[0]), plain)
    return unspaced != plain and bool(
        TELLING.search(unspaced) or "ignoreprevious" in unspaced.lower()
    )


def _plain(text: str) -> str:
    """`text` without what hides words: odd forms, look-alikes, invisible marks, escapes."""
    folded = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    folded = re.sub(r"%20|\+(?=[A-Za-z])|\\[nrt]|\s+", " ", folded)
    return re.sub(r"(?<=[a-z])_(?=[a-z])", " ", folded)
