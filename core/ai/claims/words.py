"""The word lists that tell a name from an ordinary word, and a telling word from a filler."""
# ruff: noqa: E501  a table is easier to read unbroken


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLAIN_HYPHENS = _set("""
    of up to out in on off non re pre post and by the a down side wide only time back level long short high low well
    self multi cross single per half full first last new end real old so far more less over under sub co max min point
    way day follow step term like free based related specific facing minute hour second one two three four five six ten
""")  # fmt: skip
ACRONYMS = _set("""
    HTTP HTTPS API APIs CPU DB OOM IO I/O TLS SSL DNS SQL TCP UDP IP URL RCA SLO SLA OK TTL GC JVM VM OS UI ID IDs SDK
    CI CD CI/CD QPS RPS DBA SRE N/A NOT NO AND OR ERROR WARN WARNING INFO FATAL DEBUG CRITICAL HIGH MEDIUM LOW UTC PR
    ORM JDBC ISR WAL LRU ACL IAM VPC BGP OSPF MAC NIC RPC gRPC ETL ML PDF CSV SMTP IMAP SMS HSM KMS SSO OIDC JWT SAML MFA
    CIDR NAT ARP DHCP RAID NVMe PVC HPA OSD SKU VIP UUID GUID CRUD dB dBm Gbps Mbps kbps Gbit Mbit GiB MiB KiB TiB GHz MHz kW
    SQLSTATE POSIX ASCII UTF-8 AZ CRD SDN WAN LAN VLAN RTT QoS HA DR SPOF MTTR BFF
    GPU TPU NPU EUR USD GBP CHF JPY KB MB GB TB CLI REST JSON XML HTML AM PM ISO LB CDN VPN SSH FTP MTU NTP RAM SSD IOPS PID UID 5xx 4xx 5XX 4XX
""")  # fmt: skip
KNOWN_SYSTEMS = _set("""
    redis kafka postgres postgresql mysql mariadb mongodb mongo cassandra elasticsearch opensearch rabbitmq nginx
    haproxy envoy istio consul etcd zookeeper kubernetes kubelet docker containerd memcached dynamodb s3 rds aurora
    lambda cloudfront cloudflare fastly akamai stripe paypal twilio sendgrid vault terraform jenkins github gitlab
    prometheus grafana hadoop hdfs yarn spark flink hbase clickhouse snowflake bigquery oracle sqlserver tomcat jetty
    apache varnish celery sidekiq gunicorn puma systemd nfs ceph glusterfs minio nats pulsar activemq ldap keycloak
    okta auth0 coredns bind traefik linkerd temporal airflow solr neo4j influxdb cockroachdb tidb vitess
""")  # fmt: skip
# systems whose names are words as well, and mean the system with a capital only
ALSO_WORDS = _set("bind vault spark consul temporal puma lambda oracle flink hive storm")
ALSO_KNOWN_AS = {
    "wifi": "wi-fi", "php": "php-fpm", "postgres": "postgresql", "mongo": "mongodb", "rabbit": "rabbitmq", "k8s": "kubernetes", "elastic": "elasticsearch",
}  # fmt: skip
# a number beside these tells which one, not how many
WHICH_ONE = _set("""
    broker task node shard partition member replica worker executor instance pod attempt stage port pid number process
    cashier user lane badge terminal till job order request batch build ticket transaction
""")  # fmt: skip
WHICH_TURN = _set(
    "term attempt generation epoch port partition revision build step cashier lane badge terminal till user"
)
SENTENCE_WORDS = _set("""
    The A An It This That These Those There Its I We They He She If When While After Before Because Since As At In On
    By For From To With Without No Not One Two Three Four Five Six All Both Each Every Most Some Several Many Then
    Thus Check Compare Look Roll Restart Raise Verify Confirm Increase Decrease Review Add Remove Ask Find See Once
    Either Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December European American Asian African British German French Spanish Italian Irish
    Dutch Indian Japanese Swiss Austrian Danish Swedish Norwegian Polish Chinese Canadian Brazilian
    Bit Server Boot Directory Hub Bus Desktop
""")  # fmt: skip
STOP = _set("""
    the a an it its this that these those there and or but of to in on at by for from with without is are was were be
    been being has have had do does did will would can could may might should must not no as if when while after
    before because since so than then thus also into over under about up down out more most very same other which who
    whose what where how all both each every some any only just their his her our your they them he she we you i
""")  # fmt: skip
IRREGULAR = {
    past: present
    for pair in _set("""
        fell=fall rose=rise risen=rise fallen=fall grew=grow grown=grow shrank=shrink shrunk=shrink sent=send lost=lose began=begin
        begun=begin went=go ran=run froze=freeze broke=break broken=break wrote=write written=write hung=hang
        built=build took=take came=come kept=keep found=find left=leave met=meet held=hold wanted=desire wants=desire
        successful=succeed successfully=succeed success=succeed failure=fail failures=fail
    """)
    for past, present in [pair.split("=")]
}  # fmt: skip
SIGNS = {
    "nginx": r"\[(?:error|warn|crit|alert|emerg|notice|info)\] \d+#\d+:|\" [1-5]\d\d \d+ \"[^\"]*\" \"|upstream (?:timed out|prematurely)",
    "sentinel": r"\+(?:switch-master|sdown|odown)|:X \d",
    "containerd": r"\bshim\b|containerd|PullImage",
    "redis": r"READONLY You can|maxmemory|\b\d+:[MSXC] \d+ \w{3} \d{4}|MISCONF|CLUSTERDOWN|\bAOF\b|\bRDB\b|jedis|lettuce",
    "postgresql": r"\bpg(?:_\w+|\b)|PG::|psycopg|SQLSTATE|postgres|\bLOG:  |\b(?:FATAL|ERROR|DETAIL|HINT|STATEMENT):  |:5432\b|port 5432",
    "mysql": r"SQLSTATE\[HY000\]|InnoDB|mysqld|mariadb|\[MY-\d+\]|:3306\b",
    "kubelet": r"kuberuntime_|pod_workers\.go|prober\.go|eviction_manager|kubelet|Back-off restarting|Liveness probe|Readiness probe",
    "kubernetes": r"kube|\b(?:pod|deployment|replicaset|namespace|node)s?[/\"=:]|CrashLoopBackOff|OOMKilled|ImagePull|FailedScheduling",
    "docker": r"containerd|dockerd|moby|overlay2",
    "kafka": r"kafka|GroupCoordinator|ReplicaFetcher|\bISR\b|\[Partition \S+ broker=",
    "elasticsearch": r"o\.e\.|elastic|\bes-|watermark|cluster_block_exception",
    "rabbitmq": r"<0\.\d+\.\d+>|AMQP|amqp|rabbit",
    "mongodb": r"\"c\":\"[A-Z]+\"|mongo|REPL|ELECTION",
    "zookeeper": r"zookeeper|org\.apache\.zookeeper|QuorumPeer",
    "etcd": r"etcdserver|raft|etcd",
    "haproxy": r"haproxy|backend \S+ has no server",
    "systemd": r"systemd|\.service: ",
    "linux": r"kernel:|systemd|oom-kill|\bEXT4\b",
    "hikaricp": r"HikariPool",
    "coredns": r"NXDOMAIN|NOERROR|SERVFAIL|plugin/\w+",
    "airflow": r"taskinstance|dag[=_]|airflow|scheduler_job",
    "cassandra": r"GCInspector|cassandra|\bcql\b|Memtable|StorageService",
    "cloudtrail": r"eventSource|awsRegion",
    "aws": r"amazonaws|awsRegion|\barn:",
    "django": r"django|wsgi",
    "envoy": r"upstream_(?:reset|cluster)|envoy|\bUF,|\bURX\b|outlier detection|num_ejections|unejected|xds-grpc|StreamClusters|response_flags|outbound\|",
    "flink": r"flink|JobManager|TaskManager|Checkpoint",
    "gunicorn": r"gunicorn|\[CRITICAL\] WORKER TIMEOUT|Booting worker",
    "hadoop": r"hadoop|hdfs|DataNode|NameNode|\bblk_",
    "hdfs": r"hdfs|DataNode|NameNode|\bblk_",
    "istio": r"istio|pilot|envoy",
    "jenkins": r"jenkins|\[Pipeline\]",
    "node": r"node:|npm|heap out of memory",
    "postfix": r"postfix|smtpd",
    "prometheus": r"prometheus|alertname|\[FIRING|alertmanager",
    "alertmanager": r"alertname|\[FIRING|alertmanager|\[RESOLVED",
    "puma": r"puma",
    "rails": r"ActionController|ActiveRecord|rails",
    "sidekiq": r"sidekiq|\bjid\b",
    "spark": r"TaskSetManager|DAGScheduler|spark|in stage \d",
    "tomcat": r"catalina|http-nio|tomcat",
    "spring": r"o\.s\.|springframework|spring",
    "windows": r"Event ?ID|\bNtfs\b|Service Control Manager|[A-Z]:\\",
    "celery": r"ForkPoolWorker|MainProcess|celery",
    "apache": r"\bAH\d{5}\b|mpm_\w+|apache|httpd",
    "proxysql": r"HostGroup|\bHG \d",
    "lmdb": r"\bmdb_|MDB_",
    "solr": r"o\.a\.s\.|solr",
    "pgbackrest": r"\bP00 +[A-Z]+:|--stanza|pgbackrest",
    "mosquitto": r"New client connected from|mosquitto",
    "hikari": r"Hikari",
    "php-fpm": r"\[pool \w+\]|php-fpm|pm\.max_children",
    "wi-fi": r"wlan|wpa_|ssid|802\.11",
    "jvm": r"java\.|OutOfMemoryError|GC\b",
}
