"""What words say about the kind of a cause: the rules under the root-cause category, as data.

Each category has patterns with a weight: how much a sentence that states a cause speaks for the
category if the pattern occurs in it. A sentence counts each pattern once, so the weights say how
sure a word makes a reader: 2 and more decide by themselves, below 1 they only tip the scale.
"""

import re

from core.domain.analysis import RootCauseCategory as Category

Cues = tuple[tuple[float, re.Pattern[str]], ...]

_WRONG = r"(?:wrong|incorrect|invalid|bad|errant|erroneous|missing|stale|old|inconsistent|empty)"
_SLIP = (
    r"(?:by mistake|by accident|in error|mistaken\w*|accidental\w*|inadvertent\w*|unintention\w*|"
    r"wrong\w*|incorrect\w*|erroneous\w*|instead of|in place of|rather than|forgot\w*)"
)
_SETTING = (
    r"(?:settings?|parameters?|values?|thresholds?|flags?|rules?|polic(?:y|ies)|filters?|"
    r"allow[- ]?lists?|block[- ]?lists?|access control lists?|acls?|whitelists?|permissions?|"
    r"environment variables?|(?:txt|dns|mx|cname) records?|time ?zones?|templates?|yaml|"
    r"routing (?:table|document|file|prefix)\w*|prefix(?:es)?|listeners?|limits?|time-?outs?|"
    r"lifetimes?|ttls?|feature flags?|keys?|entr(?:y|ies)|identifiers?|maximum \w+ unit)"
)
_CHANGED = (
    r"(?:set|changed|raised|lowered|edited|removed|overwritten|left|enabled|disabled|tightened|"
    r"applied|targeted|pointed|turned|entered|marked|added|updated|carried over|misspel\w+)"
)
_OUTSIDER = (
    r"(?:third[- ]part(?:y|ies)|isps?|internet service providers?|(?:\w+ )?providers?|vendors?|"
    r"suppliers?|carriers?|registrars?|telecom\w*|(?:mobile|network|grid|cable) operators?|"
    r"utilit(?:y|ies)|(?:acquiring|banking|payment|upstream) partners?|contractors?|"
    r"acquirers?|hosting (?:company|partner)|card networks?|colocation \w+|payment processors?)"
)
_PART = (
    r"(?:disks?|drives?|ssds?|memory|ram|line cards?|network (?:cards?|device)|nics?|controllers?|"
    r"switch(?:es)?|routers?|supervisors?|power supply|power supplies|modules?|transponders?|"
    r"amplifiers?|fans?|batter(?:y|ies)|servers?|hosts?|nodes?|motherboards?|cpus?|racks?|"
    r"chips?|sensors?|file systems?|hard drives?|storage arrays?|optics)"
)
_MUCH = (
    r"(?:traffic|requests?|load|calls|quer(?:y|ies)|connections?|workloads?|demand|visitors|users|"
    r"searches|volumes?|sign-?ins|logins|votes|players|readers|orders|downloads|messages|viewers)"
)
_BROKE = (
    r"(?:fail\w*|faults?|faulty|defective|broken?|broke down|died|dead|crashed|worn\w*|damaged|"
    r"malfunction\w*|stuck bit|defects?)"
)


def _cues(*pairs: tuple[float, str]) -> Cues:
    return tuple((weight, re.compile(pattern, re.IGNORECASE)) for weight, pattern in pairs)


ABOUT: dict[Category, Cues] = {
    Category.CONFIG: _cues(
        (2.0, r"\bmis-?configur\w*"),
        (2.0, r"\bconfigurations? (?:change|push|error|rollout|update|issue|mistake|drift)s?\b"),
        (
            1.8,
            r"\b(?:change|error|update|mistake|typo|edit)\w* (?:in|to|of) "
            r"(?:the |a |an |its |our )?(?:\w+ ){0,3}(?:config\w*|settings)\b",
        ),
        (0.7, r"\bconfig(?:uration)?s?\b"),
        (
            1.6,
            r"\b(?:deploy\w*|roll-?out|rolled out|push\w*|updated?|change) (?:of|to|for|in|with) "
            r"(?:the |our |a |an )?(?:\w+ ){0,4}(?:config\w*|permissions?|polic\w+|prefix\w*)\b",
        ),
        (
            1.2,
            r"\b(?:bgp|waf|iam|firewall|acl|dns|route)\b[^.;]{0,40}\b(?:change|changed|modified|"
            r"ordering|record|advertis\w+|announce\w*|leak\w*|rules?)\b",
        ),
        (
            1.2,
            r"\b(?:provisioned|provisioning|started|launched|brought (?:back )?up|set up)\b"
            r"[^.;]{0,30}\bwith (?:a |an |the )?(?:\w+ )?(?:wrong|legacy|incorrect|option|default)",
        ),
        (1.4, rf"\b{_WRONG} (?:\w+ ){{0,2}}(?:{_SETTING}|sinks?|routes?|shape|row|units?)\b"),
        (1.4, rf"\b{_SETTING}\b[^.;]{{0,60}}\b(?:was|were|been|is|are) (?:\w+ )?{_CHANGED}\b"),
        (
            1.4,
            rf"\b(?:had|we|someone|somebody|operator|engineer) (?:\w+ )?{_CHANGED}\b"
            rf"[^.;]{{0,50}}\b{_SETTING}\b",
        ),
        (
            1.2,
            rf"\b{_SETTING}\b[^.;]{{0,80}}\b(?:{_SLIP}|empty|absent|too (?:low|high|small|large)"
            r"|(?:did|does|do) not (?:contain|include|match|agree|list))\b",
        ),
        (1.2, r"\bchange to the (?:\w+ ){0,3}(?:polic\w+|rules?|filters?|settings?|records?)\b"),
        (
            1.2,
            rf"\b{_SETTING}\b[^.;]{{0,40}}\b(?:was|were|is|are|been) "
            rf"(?:\w+ly )?(?:{_WRONG}|lost)\b",
        ),
        (0.9, rf"\b{_CHANGED}\b[^.;]{{0,60}}\b{_SLIP}\b"),
        (
            0.6,
            r"\b(?:settings?|parameters?|feature flags?|environment variables?|yaml|"
            r"polic(?:y|ies)|firewall rules?|allow[- ]?lists?|access control lists?)\b",
        ),
        (1.0, r"\b(?:still )?point(?:ed|ing|s) (?:to|at) (?:the |an? )?(?:old|wrong|former)\b"),
        (1.0, r"\btypo\b|\bhard-?coded\b|\btrailing (?:space|slash)\b|\bin production values?\b"),
    ),
    Category.DEPLOY: _cues(
        (1.6, r"\bdeploy(?:ment|ed|ing|s)?\b(?! practices)"),
        (
            1.8,
            r"\b(?:code|software) (?:\w+ )?(?:change|bug|defect|regression|release|update|upgrade|"
            r"issue|error|deployment)s?\b",
        ),
        (1.5, r"\b(?:bugs?|defects?|regressions?|off-by-one)\b(?! in (?:the |a )?hardware)"),
        (
            1.2,
            r"\b(?:releases?|released|roll-?outs?|roll(?:ed|ing) out|upgrade[ds]?|new version|shipped|"
            r"recent (?:software )?update|recent change|hot-?fix|new build|went live)\b",
        ),
        (
            1.2,
            r"\b(?:new|recent\w*|preview)(?: \w+){0,2} feature\b"
            r"|\bfeature (?:contained|enhancement|triggering)\b",
        ),
        (1.4, r"\b(?:version|release|build) \d[\w.-]*|\b(?:bundle|app|agent|client) update\b"),
        (
            1.2,
            r"\b(?:a |the )?new (?:code|scheduler|library|planner|calendar|model|logic|"
            r"implementation|algorithm|front-?end|back-?end|service|optimi[sz]ation)\b",
        ),
        (
            1.2,
            r"\b(?:code|logic|function|library|parser|migration|collector|counter|branch)\b"
            r"[^.;]{0,60}\b(?:did not|does not|doesn't|without|wrong|mistake|miscalculat\w+|"
            r"compares?|returned|changed|counted?|allocates?)\b",
        ),
        (
            1.1,
            r"\b(?:latent|null.reference|edge case|unhandled|exception|race condition|"
            r"(?:memory|connection|descriptor) leaks?|deadlock|null pointer|panics?|crash[- ]?loop\w*|"
            r"callback|malfunctioned|infinite loop|tight loop|rewrite|refactor\w*)\b",
        ),
        (0.6, r"\b(?:code|software|firmware|build|binary|version|library|merged)\b"),
        (
            1.3,
            r"\b(?:change|update|upgrade) (?:to|of|in) (?:the |our |a |an )?(?:\w+ ){0,2}(?:application|"
            r"code|service|dependency|library|app|software)\b|\bdependency (?:upgrade|change)\b",
        ),
        (
            1.0,
            r"\b(?:an?|recent|latest|this|faulty|bad) (?:\w+ )?(?:update|patch) (?:to|of|in|for|that)\b"
            r"|\bincompatib\w+\b|\bschema (?:change|migration)\b|\b(?:inadvertently )?introduced (?:a|an|in)\b",
        ),
        (0.4, r"\bupdate[ds]?\b"),
    ),
    Category.MAINTAIN: _cues(
        (
            2.8,
            r"\b(?:planned|scheduled|recent|routine|regular|annual|during|after|host|tonight's|"
            r"course of) (?:a |an |the |our |tonight's )?(?:\w+ ){0,2}"
            r"(?:maintenance|servicing|patching|clean-?up)\b",
        ),
        (
            2.2,
            r"\b(?:planned|scheduled|routine|during (?:a|an|the|this \w+'s|our)|yearly|carried out)"
            r" (?:\w+ ){0,3}(?:work|works|upgrade|migration|replacement|exchange|rebuild|re-?index"
            r"\w*|renewal|move|reboot|fail-?over|fibre cleaning|fiber cleaning)\b",
        ),
        (1.2, r"\bmaintenance\b"),
        (
            1.6,
            r"\bdecommission\w*|\bretir(?:ed|ing) the\b|\bcut-?over\b|\bre-?imaged\b"
            r"|\btaken out of (?:operation|the rack)\b|\bswitched off before\b",
        ),
        (
            1.4,
            r"\b(?:replac(?:ed|ing|ement)|exchang(?:ed?|ing)|remov(?:ed|ing|al))\b[^.;]{0,50}"
            r"\b(?:switch|switches|cabinets?|racks?|hosts?|battery|hardware|old servers?)\b",
        ),
        (
            1.5,
            r"\b(?:while|when) (?:we|engineers?|technicians?|they|the crew) (?:was |were )"
            r"(?:mov|migrat|replac|upgrad|retir|patch|rebuild|exchang|servic)\w+",
        ),
        (
            1.6,
            r"\b(?:technician|crew|engineer|operator)s?\b[^.;]{0,80}\b(?:disconnect\w*|unplug\w*|"
            r"pulled|erased|opened the breaker|power cord|wrong (?:host|server|cable))\b",
        ),
        (
            1.6,
            r"\bwork on\b[^.;]{0,60}\b(?:ran over|overran|took longer)\b"
            r"|\b(?:ran|running|took) longer than (?:expected|planned|announced)\b",
        ),
        (1.2, r"\b(?:procedure|runbook|step-by-step|work plan|change ticket)\b"),
        (
            1.2,
            r"\b(?:command|it|this|script|job) (?:was |were )?(?:run|done|started|executed) "
            r"(?:\w+ ){0,3}(?:against|on|for) (?:the (?:wrong|group)|both)\b",
        ),
        (
            1.0,
            r"\bmoved? to (?:the |a )?new (?:server|hardware|storage|machine)s?\b"
            r"|\bmigration (?:activity|operation|work|of)\b|\bupgraded to new hardware\b",
        ),
    ),
    Category.EXTERNAL: _cues(
        (
            2.6,
            r"\bfib(?:er|re)[- ]?(?:optic )?(?:cuts?|paths?|cables?|bundles?|providers?)\b"
            r"|\b(?:submarine|undersea) cables?\b|\bcables? (?:was|were) cut\b",
        ),
        (
            2.2,
            r"\b(?:utility|grid|mains|voltage|electrical) (?:\w+ )?(?:outage|event|sag|loss|"
            r"oscillation|failure|fault|surge|dip|distribution|transient|infrastructure|power|"
            r"system)s?\b|\bpower (?:outage|event|sag|loss|oscillation|surge|dip)s?\b"
            r"|\bloss of (?:grid |utility |mains )?power\b",
        ),
        (1.2, r"\bpower (?:\w+ )?(?:failure|distribution|infrastructure|system)s?\b"),
        (
            2.2,
            r"\b(?:isp|internet service provider|telecom\w*)s?\b|\b(?:third[- ]party|carrier|"
            r"upstream|external|transit) (?:\w+ )?(?:provider|network|vendor|"
            r"backbone|dependency|partner|service|data ?center|interruption)s?\b",
        ),
        (
            2.0,
            rf"\b{_OUTSIDER}\b(?:'s)?[^.;]{{0,60}}\b(?:outages?|fail\w*|faults?|down|disrupt\w*|"
            r"problems?|difficult\w+|errors?|lost|incidents?|reject\w*|mistake|revoked|"
            r"classified|advertised|published|withdrew|recover\w*|reported|interrupt\w*|silent)\b",
        ),
        (
            2.0,
            rf"\b(?:outages?|failures?|faults?|incidents?|disruptions?|problems?|disputes?)"
            rf"[^.;]{{0,30}} (?:at|of|by|with|in|between) (?:\w+ ){{0,3}}{_OUTSIDER}\b",
        ),
        (
            1.8,
            r"\b(?:lightning|weather|storms?|thunderstorms?|flood\w*|earthquakes?|fires?|heat ?waves?"
            r"|construction|substations?|hurricane|excavat\w+|anchor|peering|short circuit)\b",
        ),
        (
            1.5,
            r"\b(?:on|from) their (?:side|end)\b|\b(?:run|provided|operated|registered|housed|"
            r"owned) (?:\w+ )?(?:by|with) (?:a |an |another |the )?(?:third|other|another|company|"
            r"registrar|vendor|supplier|partner)\b",
        ),
        (
            1.2,
            rf"\b(?:our|one of our|public|national|identity|data|hosting|storage|mail|the) "
            rf"(?:{_OUTSIDER}|registry|clearing system)\b",
        ),
        (0.8, r"\b(?:cooling|temperatures?|air handlers?|datacenter power|generators?|facility)\b"),
        (0.8, r"\b(?:third[- ]part(?:y|ies)|carrier|upstream|vendor)s?\b"),
        (1.6, r"\b(?:denial[- ]of[- ]service|ddos|botnet)\b"),
        (
            1.8,
            r"\b(?:disruption|interruption|loss|failure) (?:in|of|to) (?:the |our )?(?:\w+ ){0,2}"
            r"(?:power|electricity|supply)\b|\blost (?:utility|grid|mains) power\b"
            r"|\b(?:electricity|power) grid\b",
        ),
        (
            1.2,
            r"\b(?:aws|amazon|s3|ebs|ec2|fastly|cloudflare|heroku|twilio|okta|auth0|dyn|akamai)"
            r"(?:'s)? (?:\w+ )?(?:outage|incident|failure|disruption|degradation)s?\b",
        ),
    ),
    Category.OVERLOAD: _cues(
        (2.2, r"\bover-?load\w*"),
        (
            2.0,
            r"\b(?:increases?|surges?|spikes?|bursts?|peaks?|growth|rush|floods?|flurry|high "
            r"(?:volume|rate|number)|large (?:volume|number)|volumes?|high latency and volume) "
            rf"(?:in|of) (?:\w+ ){{0,3}}{_MUCH}\b",
        ),
        (
            1.6,
            r"\b(?:high|higher|increased|unexpected|heavy|heavier|excessive|additional|record|"
            r"unusual\w*|unprecedented|organic) (?:\w+ ){0,2}(?:load|traffic|demand|workload|"
            r"resource utili[sz]ation|cpu|utili[sz]ation|number of requests|growth)\b",
        ),
        (
            1.8,
            rf"\b(?:many |far |much )?(?:more|as many|higher) (?:\w+ ){{0,2}}{_MUCH} than\b"
            rf"|\b(?:\d[\d.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) times "
            r"(?:the|as|more|of|what|higher)\b",
        ),
        (
            1.8,
            r"\b(?:demand|traffic|load|usage|sales|number of \w+)\b[^.;]{0,60}\b(?:exceed\w*|"
            r"outgrew|surpass\w*|beyond|doubled|tripled|\d+ ?% (?:higher|of the))",
        ),
        (
            1.6,
            r"\b(?:could|can|was|were|is) not (?:able to )?(?:keep up|cope|handle|serve)\b"
            r"|\bbeyond what\b|\bmore than [^.;]{0,40}\b(?:can|could|built for|sized for)\b"
            r"|\bsized for\b|\bfell behind\b|\bran out of (?:connections|capacity|workers)\b",
        ),
        (
            1.4,
            r"\btraffic (?:pattern|volume|increase|spike|surge)s?\b"
            r"|\bexceeded (?:\w+ ){0,2}(?:capacity|operational|thresholds?|limits?)\b",
        ),
        (
            1.4,
            r"\b(?:spike|surge|peak|rush|retry storm|hot ?spots?|thundering herd|"
            r"noisy neighbou?r|went viral|(?:insufficient|not enough|lack of|limited) capacity|"
            r"capacity constraints?|(?:heavy|expensive|inefficient|runaway) quer(?:y|ies))\b"
            r"|\b(?:under|high|extreme|heavy|peak[- ]hour) load\b|\boverwhelm\w*",
        ),
        (
            1.4,
            r"\b(?:fast|rapid|sudden|unforeseen|strong) growth\b|\bload-tested at\b"
            r"|\bran out of memory\b|\bhigher usage\b|\bnumber of (?:customers|users|clients|people)"
            r" (?:\w+ )?(?:opened|connect\w*|request\w*|sign\w*|log\w*|tri\w+|download\w*)\b",
        ),
        (1.0, r"\b(?:contention|saturat\w+|throttl\w+|scaling|capacity|imbalance|bottleneck)\b"),
        (
            1.0,
            r"\b(?:cpu|memory|connections?|queues?|limit of operations)\b[^.;]{0,40}\b(?:"
            r"exhausted|full|used up|maximum|reached)\b|\breached (?:\w+ )?(?:full|maximum|100 ?%)\b",
        ),
        (
            0.8,
            r"\b(?:launch|campaign|first day|deadline|final|match|new year's eve|backfill|"
            r"export of all)\b",
        ),
    ),
    Category.OTHERS: _cues(
        (2.4, r"\b(?:hardware|operator|human|manual) (?:fault|failure|error|issue|mistake)s?\b"),
        (2.2, rf"\b(?:{_BROKE}|stuck|bad) (?:\w+ ){{0,2}}{_PART}\b"),
        (2.0, rf"\b{_PART} (?:\w+ ){{0,4}}{_BROKE}"),
        (
            1.8,
            r"\b(?:failure|loss|defect|crack)s? (?:of|in) (?:an? |one |the |two |several )?"
            rf"(?:\w+ ){{0,3}}{_PART}\b",
        ),
        (
            1.6,
            r"\b(?:certificates?|secrets?|tokens?|licen[cs]es?|passwords?)\b[^.]{0,50}\b(?:rotat\w+"
            r"|expir\w+)|\b(?:rotat\w+|expir\w+)\b[^.]{0,40}\bcertificates?\b",
        ),
        (1.2, r"\bexhausted (?:\w+ ){0,3}(?:limit|resource|quota|memory|disk)\b"),
        (
            1.4,
            r"\b(?:transport|network) links?\b|\b(?:redundant )?cooling systems?\b|\bdrop in network connectivity\b",
        ),
        (
            3.0,
            r"\b(?:not|never|unable to|no longer|cannot|can't|couldn't|impossible to) (?:yet )?"
            r"(?:been |be )?(?:able to )?(?:find|determined?|establish\w*|identif\w+|explain\w*|"
            r"reproduce|say) ?(?:with certainty )?(?:the|a|why|how|what|$|\.|it)"
            r"|\bnot (?:been )?determined\b|\bcause (?:is|was|remains) (?:still )?unknown\b"
            r"|\b(?:is|was) (?:still )?(?:unknown|under investigation|being investigated)\b",
        ),
        (
            1.6,
            r"\b(?:tokens?|credentials?|passwords?|secrets?|keys?)\b[^.;]{0,60}\b(?:leaked|exposed|"
            r"compromised)\b",
        ),
        (
            1.6,
            r"\b(?:attackers?|stolen|compromised|vulnerabilit\w+|intru\w+|breach\w*|unauthori[sz]ed|phish\w+|malicious)\b",
        ),
        (
            1.5,
            r"\b(?:deleted|removed|erased)\b[^.;]{0,60}\b(?:by accident|accidental\w*)"
            r"|\baccidental(?:ly)? (?:delet\w+|remov\w+|eras\w+)",
        ),
        (
            1.6,
            r"\bclocks?\b[^.;]{0,60}\b(?:ahead|behind|drift\w*|wrong|skew\w*)|\bleap second\b"
            r"|\bdrifted\b|\boverflow(?:ed)?\b|\bwraparound\b|\binteger limit\b|\bdomain (?:name )?expired\b|\b32[- ]bits?\b|\bout of identifiers\b",
        ),
        (1.2, r"\bcorrupt(?:ed|ion)\b|\bflipped bits?\b"),
    ),
}
