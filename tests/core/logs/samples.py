"""Made-up logs in the style of well-known systems, each line with the form of its message.

A form has `{name}` where a value stands; values are drawn with a seed. Nothing here is copied
from a real log.
"""

import random
import re
from collections.abc import Callable

Draw = Callable[[random.Random], str]


def _ip(r: random.Random) -> str:
    return ".".join(str(r.randint(1, 250)) for _ in range(4))


def _hex(r: random.Random, size: int) -> str:
    return "".join(r.choice("0123456789abcdef") for _ in range(size))


def _uuid(r: random.Random) -> str:
    return "-".join(_hex(r, size) for size in (8, 4, 4, 4, 12))


VALUES: dict[str, Draw] = {
    "n": lambda r: str(r.randint(10000, 99999)),
    "digit": lambda r: str(r.randint(0, 9)),
    "f": lambda r: f"{r.uniform(0, 99):.4f}",
    "ip": _ip,
    "port": lambda r: str(r.randint(1024, 65000)),
    "hex": lambda r: "0x" + _hex(r, 8),
    "hex8": lambda r: _hex(r, 8),
    "hex32": lambda r: _hex(r, 32),
    "uuid": _uuid,
    "blk": lambda r: f"blk_{r.choice(['', '-'])}{r.randint(10**15, 10**18)}",
    "user": lambda r: r.choice(
        ["admin", "test", "oracle", "guest", "ftpuser", "pi", "web01", "git", "nagios", "a"]
    ),
    "host": lambda r: r.choice(
        [_ip(r), f"host{r.randint(1, 99)}.example.net", f"d{r.randint(1, 9)}-7.rev.isp.example.kr"]
    ),
    "core": lambda r: f"R{r.randint(0, 7)}{r.randint(0, 7)}-M{r.randint(0, 1)}-N{r.randint(0, 9)}",
    "node": lambda r: r.choice("abd") + f"n{r.randint(1, 999)}",
    "path": lambda r: f"/srv/{r.choice(['data', 'home', 'p'])}/{_hex(r, 5)}/out.{r.randint(1, 9)}",
    "day": lambda r: f"{r.choice(['Fri', 'Sat', 'Sun'])} Jun {r.randint(10, 28)}",
    "clock": lambda r: f"{r.randint(10, 23)}:{r.randint(10, 59)}:{r.randint(10, 59)}",
    "action": lambda r: "android.intent.action." + r.choice(["SCREEN_ON", "TIME_TICK", "BOOT"]),
    "details": lambda r: "##".join(str(r.randint(1000, 99999)) for _ in range(6)),
}


def _fill(text: str, r: random.Random) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: VALUES[found[1]](r), text)


def lines(style: str, count: int = 600, seed: int = 1) -> list[tuple[str, str]]:
    """Lines of one style, each with the form that its message was made from."""
    r = random.Random(seed)
    prefix, forms = STYLES[style]
    weights = [weight for weight, _, _ in forms]
    chosen = r.choices(forms, weights, k=count)
    return [(_fill(prefix, r) + _fill(lead, r) + _fill(form, r), form) for _, lead, form in chosen]


_BG = "RAS KERNEL INFO "
_BF = "RAS KERNEL FATAL "
_AUTH = "authentication failure; logname= uid=0 euid=0 tty=NODEVssh ruser= rhost={host}"
_SSH = "pam_unix(sshd:auth): "
_FS = "INFO dfs.FSNamesystem: "
_DN = "INFO dfs.DataNode$DataXceiver: "
_REQ = "nova.compute.manager [req-{uuid} - - - - -] [instance: {uuid}] "
_WEB = "nova.osapi_compute.wsgi.server [req-{uuid} {hex32} {hex32} - - -] "
_LIB = "nova.virt.libvirt.imagecache [req-{uuid} - - - - -] "
_LSC = "Step_LSC|30002312|"
_Q = "[QuorumPeer[myid={digit}]/0:0:0:0:0:0:0:0:2181:"
_SESSION = "session opened for user "

STYLES: dict[str, tuple[str, tuple[tuple[int, str, str], ...]]] = {
    "supercomputer": (
        "- 11178{n} 2005.06.03 {core} 2005-06-03-15.42.50.67{n} {core} ",
        (
            (9, _BG, "instruction cache parity error corrected"),
            (20, _BG, "generating core.{n}"),
            (9, _BG, "{n} double-hummer alignment exceptions"),
            (5, _BG, "CE sym {digit}, at {hex}, mask {hex}"),
            (5, _BG, "iar {hex8} dear {hex8}"),
            (5, _BG, "total of {n} ddr error(s) detected and corrected"),
            (5, _BF, "data TLB error interrupt"),
            (3, _BF, "rts: kernel terminated for reason {n}"),
            (5, _BF, "data storage interrupt"),
            (3, "NULL DISCOVERY WARNING ", "Node card is not fully functional"),
            (3, "NULL DISCOVERY SEVERE ", "Can not get assembly information for node card"),
            (
                9,
                "RAS APP FATAL ",
                "ciod: failed to read message prefix on control stream "
                "(CioStream socket to {ip}:{port}",
            ),
            (4, "RAS APP FATAL ", "ciod: LOGIN chdir({path}) failed: No such file or directory"),
            (
                3,
                "RAS LINKCARD INFO ",
                "MidplaneSwitchController performing bit sparing on {core} bit {digit}",
            ),
        ),
    ),
    "filesystem": (
        "081109 2035{digit}{digit} {n} ",
        (
            (9, _DN, "Receiving block {blk} src: /{ip}:{port} dest: /{ip}:{port}"),
            (
                9,
                _FS,
                "BLOCK* NameSystem.addStoredBlock: blockMap updated: {ip}:{port} is added "
                "to {blk} size {n}",
            ),
            (
                9,
                "INFO dfs.DataNode$PacketResponder: ",
                "PacketResponder {digit} for block {blk} terminating",
            ),
            (
                9,
                "INFO dfs.DataNode$PacketResponder: ",
                "Received block {blk} of size {n} from /{ip}",
            ),
            (5, _FS, "BLOCK* NameSystem.delete: {blk} is added to invalidSet of {ip}:{port}"),
            (5, "INFO dfs.FSDataset: ", "Deleting block {blk} file {path}"),
            (
                3,
                "WARN dfs.DataNode$DataXceiver: ",
                "{ip}:{port}:Got exception while serving {blk} to /{ip}:",
            ),
            (3, _DN, "{ip}:{port} Served block {blk} to /{ip}"),
            (3, "INFO dfs.DataBlockScanner: ", "Verification succeeded for {blk}"),
            (3, _FS, "BLOCK* NameSystem.allocateBlock: {path}. {blk}"),
        ),
    ),
    "phone": (
        "20171224-{digit}:{digit}:{digit}:{n}|",
        (
            (9, _LSC, "onStandStepChanged {n}"),
            (9, _LSC, "onExtend:15140{n} {digit} {digit} {digit}"),
            (5, _LSC, "processHandleBroadcastAction action:{action}"),
            (5, "Step_StandReportReceiver|30002312|", "onReceive action: {action}"),
            (5, _LSC, "flush sensor data"),
            (5, "Step_SPUtils|30002312|", "getTodayTotalDetailSteps = {details}"),
            (5, "Step_SPUtils|30002312|", "setTodayTotalDetailSteps={details}"),
            (5, "Step_ExtSDM|30002312|", "calculateCaloriesWithCache totalCalories={n}"),
            (5, "Step_ExtSDM|30002312|", "calculateAltitudeWithCache totalAltitude={n}"),
            (5, "Step_StandStepCounter|30002312|", "REPORT : {n} {n} {n} {n}"),
            (2, _LSC, "screen status unknown,think screen on"),
        ),
    ),
    "syslog": (
        "Jun {digit} 15:{digit}2:0{digit} combo ",
        (
            (9, "sshd(pam_unix)[{n}]: ", _AUTH + " "),
            (6, "sshd(pam_unix)[{n}]: ", _AUTH + "  user=root"),
            (3, "sshd(pam_unix)[{n}]: ", _AUTH + "  user=guest"),
            (6, "sshd(pam_unix)[{n}]: ", "check pass; user unknown"),
            (4, "su(pam_unix)[{n}]: ", _SESSION + "cyrus by (uid=0)"),
            (4, "su(pam_unix)[{n}]: ", _SESSION + "news by (uid=0)"),
            (4, "su(pam_unix)[{n}]: ", "session closed for user cyrus"),
            (4, "su(pam_unix)[{n}]: ", "session closed for user news"),
            (9, "ftpd[{n}]: ", "connection from {ip} ({host}) at {day} {clock} 2005 "),
            (5, "ftpd[{n}]: ", "connection from {ip} () at {day} {clock} 2005 "),
            (2, "logrotate: ", "ALERT exited abnormally with [{digit}]"),
            (2, "kernel: ", "Out of Memory: Killed process {n} (httpd)."),
            (1, "syslogd 1.4.1: ", "restart."),
        ),
    ),
    "sshd": (
        "Dec 10 0{digit}:5{digit}:46 LabSZ sshd[{n}]: ",
        (
            (
                5,
                "",
                "reverse mapping checking getaddrinfo for {host} [{ip}] failed - "
                "POSSIBLE BREAK-IN ATTEMPT!",
            ),
            (9, "", "Invalid user {user} from {ip}"),
            (9, "", "input_userauth_request: invalid user {user} [preauth]"),
            (9, "", _SSH + "check pass; user unknown"),
            (
                9,
                "",
                _SSH + "authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost={host} ",
            ),
            (
                9,
                "",
                _SSH + "authentication failure; logname= uid=0 euid=0 tty=ssh ruser= "
                "rhost={host}  user=root",
            ),
            (9, "", "Failed password for invalid user {user} from {ip} port {port} ssh2"),
            (9, "", "Failed password for root from {ip} port {port} ssh2"),
            (9, "", "Connection closed by {ip} [preauth]"),
            (9, "", "Received disconnect from {ip}: 11: Bye Bye [preauth]"),
            (
                3,
                "",
                "PAM {digit} more authentication failures; logname= uid=0 euid=0 tty=ssh "
                "ruser= rhost={host}  user=root",
            ),
            (
                2,
                "",
                "message repeated {digit} times: [ Failed password for root from {ip} port "
                "{port} ssh2]",
            ),
            (2, "", "Disconnecting: Too many authentication failures for root [preauth]"),
            (2, "", "Did not receive identification string from {ip}"),
        ),
    ),
    "cloud": (
        "nova-{node}.log.1.2017-05-16_13:53:08 2017-05-16 00:00:0{digit}.008 25746 INFO ",
        (
            (
                9,
                _WEB,
                '{ip} "GET /v2/{hex32}/servers/detail HTTP/1.1" status: 200 len: {n} time: {f}',
            ),
            (
                3,
                _WEB,
                '{ip} "POST /v2/{hex32}/os-server-external-events HTTP/1.1" status: 200 '
                "len: {n} time: {f}",
            ),
            (
                3,
                _WEB,
                '{ip} "DELETE /v2/{hex32}/servers/{uuid} HTTP/1.1" status: 204 len: {n} time: {f}',
            ),
            (4, _REQ, "VM Started (Lifecycle Event)"),
            (4, _REQ, "VM Paused (Lifecycle Event)"),
            (4, _REQ, "VM Resumed (Lifecycle Event)"),
            (4, _REQ, "Creating image"),
            (4, _REQ, "Claim successful"),
            (4, _REQ, "Terminating instance"),
            (4, _REQ, "Total memory: {n} MB, used: {f} MB"),
            (4, _REQ, "memory limit: {f} MB, free: {f} MB"),
            (4, _REQ, "Took {f} seconds to spawn the instance on the hypervisor."),
            (4, _REQ, "Took {f} seconds to destroy the instance on the hypervisor."),
            (4, _REQ, "During sync_power_state the instance has a pending task (spawning). Skip."),
            (4, _REQ, "Deleting instance files {path}"),
            (9, _LIB, "image {uuid} at ({path}): checking"),
            (
                9,
                _LIB,
                "image {uuid} at ({path}): in use: on this node {digit} local, {digit} on "
                "other nodes sharing this instance storage",
            ),
            (3, _LIB, "Active base files: {path}"),
        ),
    ),
    "cluster": (
        "- 11315{n} 2005.11.09 {node} Nov 9 12:01:0{digit} {node}/{node} ",
        (
            (9, "crond(pam_unix)[{n}]: ", "session closed for user root"),
            (9, "crond(pam_unix)[{n}]: ", "session opened for user root by (uid=0)"),
            (5, "crond[{n}]: ", "(root) CMD (run-parts /etc/cron.hourly)"),
            (9, "ntpd[{n}]: ", "synchronized to {ip}, stratum {digit}"),
            (5, "dhcpd: ", "DHCPDISCOVER from 00:11:43:e3:ba:c3 via eth{digit}"),
            (
                5,
                "dhcpd: ",
                "DHCPDISCOVER from 00:11:43:e3:ba:c3 via eth{digit}: network A_net: no free leases",
            ),
            (5, "ib_sm.x[{n}]: ", "[ib_sm_sweep.c:{n}]: No topology change"),
            (5, "kernel: ", "mptscsih: ioc{digit}: attempting task abort! (sc={hex})"),
            (
                3,
                "gmetad[{n}]: ",
                "data_thread() got not answer from any [Cluster_A{digit}] datasource",
            ),
            (2, "xinetd[{n}]: ", "START: auth pid={n} from={ip}"),
        ),
    ),
    "coordinator": (
        "2015-07-29 1{digit}:41:44,747 - ",
        (
            (9, "INFO  " + _Q + "FastLeaderElection@774] - ", "Notification time out: {n}"),
            (
                9,
                "WARN  [WorkerSender[myid={digit}]:QuorumCnxManager@368] - ",
                "Cannot open channel to {digit} at election address /{ip}:{port}",
            ),
            (
                9,
                "INFO  [/{ip}:3888:QuorumCnxManager$Listener@493] - ",
                "Received connection request /{ip}:{port}",
            ),
            (
                5,
                "WARN  [SendWorker:{n}:QuorumCnxManager$SendWorker@679] - ",
                "Interrupted while waiting for message on queue",
            ),
            (
                5,
                "WARN  [SendWorker:{n}:QuorumCnxManager$SendWorker@688] - ",
                "Send worker leaving thread",
            ),
            (
                5,
                "WARN  [RecvWorker:{n}:QuorumCnxManager$RecvWorker@762] - ",
                "Connection broken for id {n}, my id = {digit}, error = ",
            ),
            (
                5,
                "INFO  [NIOServerCxn.Factory:0.0.0.0/0.0.0.0:2181:NIOServerCnxn@1001] - ",
                "Closed socket connection for client /{ip}:{port} which had sessionid {hex}",
            ),
            (
                5,
                "INFO  [CommitProcessor:{digit}:ZooKeeperServer@595] - ",
                "Established session {hex} with negotiated timeout {n} for client /{ip}:{port}",
            ),
            (
                5,
                "INFO  [SessionTracker:ZooKeeperServer@325] - ",
                "Expiring session {hex}, timeout of {n}ms exceeded",
            ),
            (1, "INFO  " + _Q + "QuorumPeer@670] - ", "LOOKING"),
            (1, "INFO  " + _Q + "QuorumPeer@738] - ", "FOLLOWING"),
        ),
    ),
}
