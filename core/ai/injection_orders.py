"""The ways of giving orders to a model; ordinary logs and reports don't speak like this.

Each row is a way: the pieces of text of which one stands in whatever it fits (in small letters,
between semicolons), and the expression. Looking for the pieces first is what makes it fast.
"""

import re

ROWS = (
    (
        "bypass;discard;disregard;drop;forget;ignore;override;skip;stop following;t follow",
        r"\b(?:ignore|disregard|forget|override|bypass|skip|drop|discard|don'?t follow|"
        r"do not follow|stop following)\b[^.\n]{0,40}\b(?:previous|prior|above|earlier|"
        r"preceding|foregoing|all|any|every|your|the|other|system|safety)"
        r"\b[^.\n]{0,30}\b(?:instruction|prompt|rule|direction|guideline|context|message|text|"
        r"command|guardrail|order|filter|polic|told|evidence|logs?\b)",
    ),
    (
        "actual;additional;following;hidden;new;real;revised;secret;special;updated",
        r"\b(?:new|updated|real|actual|revised|additional|following|hidden|secret|special)"
        r"\s+(?:system\s+)?(?:instruction|prompt|directive)s?\b",
    ),
    (
        # `rejected 312 new orders` is what a shop logs
        "order;task",
        r"\b(?:new|updated|real|actual|revised|additional|following|hidden|secret|special)\s+"
        r"(?:system\s+)?(?:task|order)s?(?:\s*:\s*[a-z]|(?<!\d new orders)(?<!ing new orders)"
        r"(?<!ed new orders)\b(?!:? \d))",
    ),
    (
        "admin;assistant;developer;root;system",
        r"\b(?:system|developer|assistant|admin|root)\s*(?:prompt|message|instruction|"
        r"override|note|mode)\b\s*[:=\]>-]",
    ),
    ("you ", r"\byou (?:are|were|'re) (?:now|no longer|going to|an?|the) [^.\n]{0,60}"),
    (
        "act;answer;behave;pose;reply;respond;speak",
        r"\b(?:act|behave|respond|answer|reply|pose|speak) (?:as|like) (?:an?|the|if|though)\b",
    ),
    (
        "disregard;forget;ignore",
        r"\b(?:forget|ignore|disregard) (?:everything|all) (?:you|that|above|before|i)\b",
    ),
    ("act as ", r"\bact as (?:root|admin)"),
    ("severity must be", r"\bseverity must be\b"),
    ("pretend ", r"\bpretend (?:to be|that|you)\b"),
    ("role", r"\brole-?play\b"),
    ("jailbr", r"\bjailbr(?:eak|oken)\b"),
    ("developer mode", r"\bdeveloper mode\b"),
    ("dan mode", r"\bDAN\b mode"),
    (
        "api key;credential;environment variable;hidden ;password;secret;system prompt;token;your ",
        r"\b(?:reveal|print|show|repeat|output|leak|exfiltrate|disclose|dump|expose|tell me|"
        r"send|give (?:me|us))\b[^.\n]{0,50}\b(?:system prompt|your (?:prompt|instructions|"
        r"rules|context|guidelines)|hidden (?:prompt|rules)|(?:the )?(?:secret|password|"
        r"credential|api key|token|environment variable)s?\b)",
    ),
    (
        "attention;dear;hello;hey;hi;important;instruction;message ;note to;to the",
        r"\b(?:dear|hey|hello|hi|attention|note to|message (?:to|for)|instructions? (?:to|for)"
        r"|important(?: note)? (?:to|for)|to the)\b,?\s+(?:the |any |all |every |"
        r"you,? )?(?:ai|a\.i\.|assistant|llm|language model|model|chatbot|bot|analyst|gpt|"
        r"claude|chatgpt|copilot|agent|tocsin)\b",
    ),
    (
        "are instructed;has to;have to;is required to;must;need;please;shall;should;will now",
        r"\b(?:ai|llm|language model|assistant|chatbot|analyst|model|tocsin|agent)"
        r"s?\b[^.\n]{0,25}\b(?:must|should|shall|has to|have to|needs? to|is required to|"
        r"are instructed|will now|please)\b",
    ),
    (
        "always;instead;just;must;now;only;please;should;simply;then",
        r"\b(?:please|must|should|now|instead|simply|just|only|always|then)"
        r"\b[^.\n]{0,20}\b(?:say|state|report|write|answer|respond|reply|conclude|claim|"
        r"classify|rate|mark|declare|output|summari[sz]e|set|mention|tag|notify|ping|include|"
        r"tell)\b[^.\n]{0,60}\b(?:that|severity|incident|resolved|closed|root cause|everyone|"
        r"all is|no (?:issue|problem|impact)|link|channel|low|critical|as)\b",
    ),
    (
        "exactly;just;nothing but;only;verbatim;with",
        r"\b(?:say|state|report|answer|respond|reply|conclude|(?<!read-)(?<!read/)write|"
        r"output) (?:only|exactly|just|nothing but|with only|verbatim|with)\b",
    ),
    (
        "change;classify;downgrade;lower;mark;raise;rate;set;upgrade",
        r"\b(?:set|change|lower|raise|downgrade|upgrade|mark|classify|rate)\b (?:the |this |"
        r"its |that )?(?:incident|severity|status|priority|finding|alert|ticket|case)"
        r"s?\b[^.\n]{0,30}\b(?:to|as|=)\b",
    ),
    (
        "acknowledge;approve;cancel;close;delete;dismiss;escalate;reassign;resolve;silence",
        r"\b(?:close|resolve|acknowledge|delete|approve|escalate|cancel|silence|dismiss|"
        r"reassign)\b (?:this|the|all|every|that)(?: open| other)? (?:incident|alert|ticket|"
        r"case|page|event)s?\b",
    ),
    (
        "code;command;following;function;script;shell;tool",
        r"\b(?:run|execute|call|invoke|use)\b (?:the )?(?:following|(?:this |these )?(?:tool|"
        r"function|command|shell|code|script)s?)\b",
    ),
    (
        "://",
        # not the `POST https://…` of a client's log, nor what it failed to open
        r"(?<!\bthe )(?<!\ban )\b(?:click|visit|(?<!to )open|go to|browse to|navigate to|follow|"
        r"post(?!\W+(?:https?:|/))|include|add|insert|share|append|(?<!to )download)\b[^.\n]{0,40}https?://",
    ),
    ("<!", r"<!(?:channel|here|everyone)"),
    ("<@", r"<@[UW][A-Z0-9]{4,}>"),
    ("channel;everyone;here", r"(?<![\w.])@(?:channel|here|everyone)\b"),
    (
        ">",
        r"<\|?(?:im[_ ]start|im[_ ]end|endoftext|system|assistant|user|end|start_header_id)"
        r"\|?>",
    ),
    ("inst]", r"\[/?INST\]"),
    ("sys>>", r"<</?SYS>>"),
    ("###", r"###\s*(?:system|instruction|human|assistant|user)\b"),
    ("assistant;human;system;user", r"^\s*(?:human|assistant|system|user)\s*:\s*\S"),
    (">", r"</?(?:system|instructions?|prompt|admin|assistant|evidence|context)\b[^>]{0,40}>"),
    ("![", r"!\[[^\]]*\]\(https?://"),
    (
        "end of ",
        r"\bend of (?:the )?(?:evidence|logs?|document|data|context|input|incident data)\b",
    ),
    (
        "avoid;do not;don;never;refuse to",
        r"\b(?:do not|don'?t|never|refuse to|avoid) (?:mention|report|tell|reveal|include|"
        r"analy[sz]e|cite|investigate|look at|warn|alert|verify|quote|flag|discuss)\b",
    ),
    ("as;being", r"\b(?:as|being) an? (?:ai|language model|assistant|llm)\b"),
    (
        "your ",
        r"\byour (?:new |only |real |true |sole )?(?:task|job|goal|role|purpose|instructions?|"
        r"mission) (?:is|are|now)\b",
    ),
    (
        "base64;decode",
        r"\b(?:decode|base64)[^.\n]{0,30}(?:and|then) (?:follow|execute|run|obey|do)\b",
    ),
    (
        "anweisung;consigne;indicaciones;instruc;istruzion;prompt;regeln",
        r"\b(?:ignora|ignorez|ignoriere|ignorieren sie|oublie[zr]?|vergiss|olvida|ignorare|"
        r"dimentica|negeer|ignore[zs]?)\b[^.\n]{0,50}\b(?:instruc|anweisung|consigne|"
        r"istruzion|instructies|regeln|indicaciones|prompt)",
    ),
    ("忽略", r"忽略.{0,12}(?:指令|指示|说明|提示)"),
    ("指示を無視", r"指示を無視"),
    ("игнорируй", r"игнорируй[^.\n]{0,40}инструкц"),
    ("<|", r"<\|[a-z_]{3,30}\|>"),
    ("<!", r"<!(?:subteam|date)\b"),
    ("<#", r"<#[CG][A-Z0-9]{4,}"),
    ("javascript:", r"\bjavascript:"),
    ("onerror", r"\bonerror\s*="),
    ("function;tool", r"\b(?:function[ _]calls?|tool[ _](?:calls?|results?|use|output))\b"),
    ("<invoke", r"<invoke\b"),
    ("```", r"```\s*tool"),
    ("action;thought", r"\b(?:observation|thought|action)\s*:[^\n]{0,80}\b(?:thought|action)\s*:"),
    (
        "context;data;evidence;input;instruction;log;trusted",
        r"-{3,}\s*(?:begin|end) (?:of )?(?:evidence|data|logs?|context|untrusted|trusted|"
        r"input|instructions?)\b",
    ),
    ('trusted"', r'"(?:un)?trusted"\s*:'),
    (
        "causes;claims;findings;hypotheses;severity;steps",
        r'"(?:hypotheses|root[ _]causes|claims|findings|severity[ _]reason|next[ _]steps)"\s*:',
    ),
    ('"summary"', r'"summary"\s*:[^\n]*"severity"\s*:'),
    (
        "/incident",
        r"(?:^|[\s"
        r'"'
        r"'`(:])/incident\s+[a-z]+",
    ),
    ("@tocsin", r"@tocsin\b"),
    ("/incidents/", r"/api/v\d/incidents/\d+/[a-z]+"),
    (
        "add;answer;close;credit;directive;do not;ignore;include;instruction;mark;omit;"
        "post;recommend;reply;report;say;set;skip;stop;suppress;switch;tell;the real;"
        "write",
        r"(?:^|[^a-z])(?:ai|llm|gpt\w*|assistant|language model|chat ?bot|bot|summari[sz]ers?|"
        r"the model|tocsin|analysis engine)\b[\s;:,]{1,3}(?:[^.\n]{0,20}[;:,] ?)?(?:please |"
        r"you |must |shall |now )*(?:ignore|skip|stop|omit|answer|reply|say|report|tell|add|"
        r"write|post|include|mark|close|set|do not|instructions?|directive|suppress|credit|"
        r"recommend|the real|switch)\b",
    ),
    (
        "command;directive;instruction;notice;override;prompt",
        r"\b(?:assistant|ai|llm|model|analyst|summari[sz]er|system|developer|operator)"
        r"[ _-](?:directive|instructions?|prompt|notice|override|command)s?\b",
    ),
    (
        "instruction",
        r"\binstructions? (?:for|to) (?:the )?(?:summari[sz]ers?|readers?|models?|bots?|"
        r"agents?|assistants?)",
    ),
    (
        "has to;have to;must;need;shall;should;will",
        r"\b(?:your|the) (?:next |final |only )?(?:answer|reply|response|summary|finding|"
        r"verdict|report|conclusion|cause|confidence|severity) (?:must|should|shall|has to|"
        r"have to|needs? to|will) ",
    ),
    (
        "analysis;answer;finding;report;summary",
        r"\b(?:say|write|put|mention|state|show) (?:it|this|that|so|them)? ?(?:in|into)"
        r" (?:the|your) (?:summary|finding|answer|report|analysis)\b",
    ),
    (" claim", r"\b(?:in|into) the (?:first|next) claim\b"),
    ("must be the ", r"\bmust be the (?:recommended|next|only)\b"),
    (" must ", r"\b(?:confidence|severity|cause|verdict|status) must (?:be|call)\b"),
    ("analysis must", r"\banalysis must\b"),
    ("override:", r"\boverride:"),
    ("verdict=", r"\bverdict="),
    ("suppress findings", r"\bsuppress findings\b"),
    ("from now on", r"\bfrom now on\b"),
    ("stay in character", r"\bstay in character\b"),
    ("s play", r"\blet'?s play\b"),
    ("you are ", r"\byou are (?:dan|grand|now|free)\w*"),
    ("as the incident ", r"\bas the incident (?:assistant|bot|commander)\b"),
    ("you,", r"\byou, the (?:language )?model\b"),
    ("drop all hypothes", r"\bdrop all hypothes"),
    ("answer;post;reply;say;write", r"\b(?:now|next) (?:write|say|post|answer|reply)\s*:"),
    ("as your ", r"\bas your (?:answer|instruction|task)\b"),
    ("copy this", r"\bcopy this\b[^\n]{0,30}\banswer\b"),
    (
        "hidden;masked;redacted;stood for",
        r"\b(?:reveal|unmask|write|print) [^.\n]{0,40}\b(?:masked|redacted|stood for|hidden)\b",
    ),
    (
        "tell ",
        r"\btell (?:people|them|everyone|the reader|responders)\b[^.\n]{0,60}\b(?:that|it is|"
        r"to)\b",
    ),
    (
        "as instruction;as your instruction;obey;what it says",
        r"\b(?:exec|decode|apply|rot13|base64|hex)\b[^\n]{0,90}\b(?:obey|as your instruction|"
        r"what it says|as instructions?)\b",
    ),
    ("ignore", r"\bignore(?: all)?(?: the)? (?:previous|prior|earlier|preceding)"),
    (" instruction", r"\b(?:previous|prior|earlier) instructions?\b"),
    ("disregard", r"\bdisregard\b[^.\n]{0,30}\b(?:evidence|logs?|above)"),
    (
        "anweisung;consigne;indicac;instru;istruzion;polecen;prompt;regel;regla;regle;"
        "regra;vorgaben",
        r"\b(?:desconsider\w*|ignor(?:a|e|er|ez|iere?n?|are|uj)|zignoruj|oubli\w+|olvid\w+|"
        r"esque[cç]\w+|zapomnij|vergiss|vergesst|dimentica\w*|negeer|glem)"
        r"\b[^.\n]{0,50}\b(?:instru[ck]\w*|anweisung\w*|consigne\w*|istruzion\w*|regeln?|"
        r"reglas?|regles?|regras?|polecen\w*|indicac\w*|vorgaben|prompt\w*)",
    ),
    (
        "iden",
        r"\b(?:schlie(?:ss|ß)e?|cierra|ferme[rz]?|chiudi|feche|zamknij|sluit)"
        r"\b[^.\n]{0,20}\bin[ck]iden\w*",
    ),
    ("setz", r"\bsetze?\b[^.\n]{0,30}\bschweregrad"),
    ("imposta", r"\bimposta\b[^.\n]{0,30}\bgravit"),
    ("a como", r"\bact[uú]a como\b"),
    ("an die ki", r"\ban die ki\b"),
    ("antworte ", r"\bantworte (?:nur|mit)\b"),
    ("publica este", r"\bpublica este\b"),
    ("忘掉;忘记;忽略;无视", r"(?:无视|忽略|忘记|忘掉).{0,14}(?:指令|指示|说明|提示|规则)"),
    ("系统提示", r"系统提示"),
    ("無視", r"(?:指示|命令|ルール).{0,8}無視"),
    ("지시", r"지시.{0,8}무시"),
    (
        "забуд;закро;игнорир;пренебре",
        r"(?:игнорир|забуд|закро|пренебре)\w*[^.\n]{0,40}(?:инструкц|правил|указани|инцидент)",
    ),
    ("ال", r"(?:تجاهل|انس)[^.\n]{0,30}(?:التعليمات|الأوامر|القواعد)"),
    (
        "abandon;do away with;set aside;throw away",
        r"\b(?:throw away|set aside|abandon|do away with)\b[^.\n]{0,30}\b(?:guideline|"
        r"instruction|rule|prompt|direction)",
    ),
    (
        "commanded;instructed;obliged;ordered;told",
        r"\b(?:is|are) (?:ordered|instructed|commanded|obliged|told) to\b",
    ),
    ("<script", r"<script\b"),
    ("\x1b]8", r"\x1b\]8;"),
    ("<http", r"<https?://[^|>\n]+\|[^>\n]*>[^\n]{0,30}\b(?:sign|log) ?in\b"),
    ("](http", r"\b(?:put|place|show|use) \[[^\]\n]*\]\(https?:"),
)

WAYS = tuple(re.compile(way, re.IGNORECASE | re.MULTILINE) for _, way in ROWS)
# for each piece the numbers of the ways that need one like it
PIECES: dict[str, tuple[int, ...]] = {
    piece: tuple(n for n, (pieces, _) in enumerate(ROWS) if piece in pieces.split(";"))
    for piece in dict.fromkeys(piece for pieces, _ in ROWS for piece in pieces.split(";"))
}
ASCII_PIECES = tuple(piece for piece in PIECES if piece.isascii())
# letters that count as an `i` where the case is ignored, and that `lower` doesn't make one
OTHER_I = str.maketrans({"ı": "i", "İ": "i"})


def orders(text: str) -> bool:
    """Whether `text` holds one of the ways, in any case of its letters."""
    if text.isascii():
        small, pieces = text.lower(), ASCII_PIECES
    else:
        small, pieces = text.translate(OTHER_I).lower(), tuple(PIECES)
    tried = {number for piece in pieces if piece in small for number in PIECES[piece]}
    return any(WAYS[number].search(text) for number in tried)
