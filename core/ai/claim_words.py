"""The word lists that tell a name from an ordinary word, and a telling word from a filler."""
# ruff: noqa: E501  a table is easier to read unbroken


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLAIN_HYPHENS = _set("""
    of up to out in on off non re pre post and by the a down side wide only time back level long short high low well
    self multi cross single per half full first last new end real old so far more less over under sub co max min point
    way day follow step term like free based related specific facing
""")  # fmt: skip
ACRONYMS = _set("""
    HTTP HTTPS API APIs CPU DB OOM IO I/O TLS SSL DNS SQL TCP UDP IP URL RCA SLO SLA OK TTL GC JVM VM OS UI ID IDs SDK
    CI CD CI/CD QPS RPS DBA SRE N/A NOT NO AND OR ERROR WARN WARNING INFO FATAL DEBUG CRITICAL HIGH MEDIUM LOW UTC PR
    KB MB GB TB CLI REST JSON XML HTML AM PM ISO LB CDN VPN SSH FTP MTU NTP RAM SSD IOPS PID UID 5xx 4xx 5XX 4XX
""")  # fmt: skip
KNOWN_SYSTEMS = _set("""
    redis kafka postgres postgresql mysql mariadb mongodb mongo cassandra elasticsearch opensearch rabbitmq nginx
    haproxy envoy istio consul etcd zookeeper kubernetes kubelet docker containerd memcached dynamodb s3 rds aurora
    lambda cloudfront cloudflare fastly akamai stripe paypal twilio sendgrid vault terraform jenkins github gitlab
    prometheus grafana hadoop hdfs yarn spark flink hbase clickhouse snowflake bigquery oracle sqlserver tomcat jetty
    apache varnish celery sidekiq gunicorn puma systemd nfs ceph glusterfs minio nats pulsar activemq ldap keycloak
    okta auth0 coredns bind traefik linkerd temporal airflow solr neo4j influxdb cockroachdb tidb vitess
""")  # fmt: skip
SENTENCE_WORDS = _set("""
    The A An It This That These Those There Its I We They He She If When While After Before Because Since As At In On
    By For From To With Without No Not One Two Three Four Five Six All Both Each Every Most Some Several Many Then
    Thus Check Compare Look Roll Restart Raise Verify Confirm Increase Decrease Review Add Remove Ask Find See Once
    Either Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August
    September October November December
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
        fell=fall rose=rise risen=rise fallen=fall grew=grow grown=grow shrank=shrink sent=send lost=lose began=begin
        begun=begin went=go ran=run froze=freeze broke=break broken=break wrote=write written=write hung=hang
        built=build took=take came=come kept=keep found=find left=leave met=meet held=hold
        successful=succeed successfully=succeed success=succeed
    """)
    for past, present in [pair.split("=")]
}  # fmt: skip
