"""A real OpenSearch cluster on this machine for trying and for tests, from the jars of Maven Central: no container.

    python -m scripts.opensearch up [NODES]     install what is missing, start NODES nodes (1) and wait until they answer
    python -m scripts.opensearch install        fetch the jars alone
    python -m scripts.opensearch down           stop the nodes that this script started, and remove their data
    python -m scripts.opensearch kill N         kill -9 node N                start N    start node N again
    python -m scripts.opensearch run COMMAND... up, the command with OPENSEARCH_URLS set, down; its exit status

OPENSEARCH_HOME   jars that are kept between runs, and data of the nodes   (a folder of the system for temporary files)
OPENSEARCH_PORT   HTTP of node 1; node n has the n-th after it, transport stands ten above   (9200)
OPENSEARCH_HEAP   memory of a node   (512m)

It needs Java 17 to 21 and Maven, and says so where they are not there. The nodes listen on 127.0.0.1 alone and know no
users: never for anything but trying. What a node needs besides the server's own jars was found by starting it: log4j-core,
which the server's POM calls optional, the class loader of plugins, and three modules with descriptors written by hand.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path

VERSION = "2.19.6"
_LOG4J = "2.25.4"  # the version that the server's POM names
_GROUP = "org.opensearch"
#: {artifact: (name of the module, beginning of its plugin class)}
_MODULES = {
    "transport-netty4-client": ("transport-netty4", "org/opensearch/transport/Netty4"),
    "analysis-common": ("analysis-common", "org/opensearch/analysis/common/CommonAnalysis"),
    "lang-painless": ("lang-painless", "org/opensearch/painless/Painless"),
}
_NOBODY = 65534  # a node refuses to run as root
_START_SECONDS = 180
_STOP_SECONDS = 20

FOLDER = Path(os.environ.get("OPENSEARCH_HOME", Path(tempfile.gettempdir()) / "jiceng-opensearch"))
PORT = int(os.environ.get("OPENSEARCH_PORT", "9200"))
HEAP = os.environ.get("OPENSEARCH_HEAP", "512m")

_SETTINGS = """\
cluster.name: jiceng-trial
network.host: 127.0.0.1
bootstrap.memory_lock: false
action.destructive_requires_name: true
action.auto_create_index: false
indices.breaker.total.use_real_memory: false
cluster.routing.allocation.disk.threshold_enabled: false
indices.recovery.recovery_activity_timeout: 30s
indices.recovery.internal_action_timeout: 30s
indices.recovery.internal_action_long_timeout: 60s
"""
_LOGGING = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
"""
# The distribution narrows this jar by jar; a trial cluster on loopback need not.
_POLICY = """\
grant {
  permission java.lang.RuntimePermission "*";
  permission java.lang.reflect.ReflectPermission "suppressAccessChecks";
  permission java.net.SocketPermission "*", "accept,connect,resolve";
  permission java.util.PropertyPermission "*", "read,write";
  permission java.io.FilePermission "/proc/sys/net/core/somaxconn", "read";
};
"""


def missing() -> list[str]:
    """Return the programs that are not there."""
    return [name for name in ("java", "mvn") if shutil.which(name) is None]


def urls(nodes: int = 1) -> list[str]:
    """Return the addresses of the nodes."""
    return [f"http://127.0.0.1:{PORT + number}" for number in range(nodes)]


def install() -> Path:
    """Return the folder with the server, fetched the first time."""
    home = FOLDER / f"server-{VERSION}"
    if (home / "complete").exists():
        return home
    print("fetching the server, 67 MB the first time", file=sys.stderr)
    shutil.rmtree(home, ignore_errors=True)
    for name in ("bin", "plugins", "config"):
        (home / name).mkdir(parents=True)
    _fetch(
        home / "lib",
        f"{_GROUP}:opensearch:{VERSION}",
        f"{_GROUP}:opensearch-plugin-classloader:{VERSION}",
        f"org.apache.logging.log4j:log4j-core:{_LOG4J}",
    )
    for artifact, (name, class_stem) in _MODULES.items():
        _install_module(home, artifact, name, class_stem)
    (home / "config" / "log4j2.properties").write_text(_LOGGING, "ascii")
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (home / "complete").touch()
    return home


def _install_module(home: Path, artifact: str, name: str, class_stem: str) -> None:
    folder = home / "modules" / name
    _fetch(folder, f"{_GROUP}.plugin:{artifact}:{VERSION}")
    for jar in folder.glob("*.jar"):
        if (home / "lib" / jar.name).exists():  # a jar twice on the class path is refused
            jar.unlink()
    classes = zipfile.ZipFile(folder / f"{artifact}-{VERSION}.jar").namelist()
    plugin = next(class_stem + end for end in ("Plugin", "ModulePlugin") if f"{class_stem}{end}.class" in classes)
    properties = {
        "description": name, "version": VERSION, "name": name, "classname": plugin.replace("/", "."),
        "java.version": "11", "opensearch.version": VERSION, "has.native.controller": "false",
    }  # fmt: skip
    lines = "".join(f"{key}={value}\n" for key, value in properties.items())
    (folder / "plugin-descriptor.properties").write_text(lines, "ascii")
    (folder / "plugin-security.policy").write_text(_POLICY, "ascii")


def _fetch(folder: Path, *coordinates: str) -> None:
    """Put the jars of the coordinates, and of all that they need, into ``folder``."""
    dependencies = "".join(
        "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>".format(
            *each.split(":")
        )
        for each in coordinates
    )
    with tempfile.TemporaryDirectory() as made:
        pom = Path(made) / "pom.xml"
        pom.write_text(
            '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
            "<groupId>jiceng</groupId><artifactId>trial</artifactId><version>1</version><packaging>pom</packaging>"
            f"<dependencies>{dependencies}</dependencies></project>",
            "utf-8",
        )
        goal = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"
        subprocess.run(
            ["mvn", "-q", "-B", "--no-transfer-progress", "-f", str(pom), goal, f"-DoutputDirectory={folder}"],
            check=True,
        )


def start(number: int, nodes: int) -> None:
    """Start node ``number`` of ``nodes``, counted from 1, unless it runs."""
    home, folder = install(), FOLDER / f"node{number}"
    if _process(number):
        return
    for name in ("data", "logs", "tmp", "config"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(home / "config" / "log4j2.properties", folder / "config")
    seeds = json.dumps([f"127.0.0.1:{PORT + 10 + each}" for each in range(nodes)])
    managers = json.dumps([f"node{each + 1}" for each in range(nodes)])
    cluster = (
        "discovery.type: single-node\n"
        if nodes == 1
        else f"discovery.seed_hosts: {seeds}\ncluster.initial_cluster_manager_nodes: {managers}\n"
    )
    own = (
        f"node.name: node{number}\nhttp.port: {PORT + number - 1}\ntransport.port: {PORT + 9 + number}\n"
        f"path.data: {folder}/data\npath.logs: {folder}/logs\n"
    )
    (folder / "config" / "opensearch.yml").write_text(_SETTINGS + own + cluster, "utf-8")
    account = {}
    if os.getuid() == 0:
        account = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
        FOLDER.chmod(0o755)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, _NOBODY, _NOBODY)
    with (folder / "out.log").open("ab") as log:
        process = subprocess.Popen(
            _java(home, folder), cwd=folder, env={**os.environ, "HOME": str(folder)},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **account,
        )  # fmt: skip
    (folder / "pid").write_text(str(process.pid), "ascii")


def _java(home: Path, folder: Path) -> list[str]:
    properties = {
        "java.security.manager": "allow", "java.io.tmpdir": f"{folder}/tmp", "java.awt.headless": "true",
        "file.encoding": "UTF-8", "jna.nosys": "true", "jna.tmpdir": f"{folder}/tmp", "io.netty.noUnsafe": "true",
        "log4j.shutdownHookEnabled": "false", "log4j2.disable.jmx": "true", "java.locale.providers": "SPI,COMPAT",
        "opensearch.path.home": str(home), "opensearch.path.conf": f"{folder}/config",
        "opensearch.distribution.type": "tar", "opensearch.bundled_jdk": "false",
    }  # fmt: skip
    defined = [f"-D{name}={value}" for name, value in properties.items()]
    memory = [f"-Xms{HEAP}", f"-Xmx{HEAP}", "-XX:+UseSerialGC"]
    return ["java", *memory, *defined, "-cp", f"{home}/lib/*", "org.opensearch.bootstrap.OpenSearch"]


def stop(number: int, by: signal.Signals = signal.SIGTERM) -> None:
    """Stop node ``number`` if this script started it, and wait for its end."""
    process = _process(number)
    if process is None:
        return
    os.kill(process, by)
    end = time.monotonic() + _STOP_SECONDS
    while _process(number) and time.monotonic() < end:
        time.sleep(0.1)
    if _process(number):
        os.kill(process, signal.SIGKILL)
    (FOLDER / f"node{number}" / "pid").unlink(missing_ok=True)


def _process(number: int) -> int | None:
    """Return the process of a node that runs."""
    try:
        process = int((FOLDER / f"node{number}" / "pid").read_text("ascii"))
        command = Path(f"/proc/{process}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return process if b"org.opensearch.bootstrap.OpenSearch" in command else None


def is_ready(nodes: int) -> bool:
    """Tell whether ``nodes`` nodes have found each other."""
    ask = f"{urls()[0]}/_cluster/health?wait_for_nodes={nodes}&timeout=1s"
    try:
        with urllib.request.urlopen(ask, timeout=5) as answer:
            return not json.load(answer)["timed_out"]
    except (OSError, ValueError):
        return False


def up(nodes: int) -> None:
    """Start a cluster without data, and wait for it. Raises SystemExit with a sentence if it does not come."""
    if absent := missing():
        raise SystemExit(f"{' and '.join(absent)} must be installed first (Debian: openjdk-17-jre-headless, maven)")
    install()
    down()
    for number in range(1, nodes + 1):
        start(number, nodes)
    end = time.monotonic() + _START_SECONDS
    while not is_ready(nodes):
        ended = [number for number in range(1, nodes + 1) if _process(number) is None]
        if ended or time.monotonic() > end:
            log = (FOLDER / f"node{(ended or [1])[0]}" / "out.log").read_text("utf-8", "replace")
            down()
            raise SystemExit(f"{log[-3000:]}\nthe cluster did not start")
        time.sleep(0.5)
    print(f"ready: OPENSEARCH_URLS={','.join(urls(nodes))}")


def down() -> None:
    """Stop all nodes that this script started, and remove their data."""
    for folder in FOLDER.glob("node*"):
        stop(int(folder.name.removeprefix("node")))
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str]) -> int:
    """Run a command beside a cluster of one node and return its exit status."""
    up(1)
    try:
        return subprocess.run(command, env={**os.environ, "OPENSEARCH_URLS": urls()[0]}, check=False).returncode
    finally:
        down()


def main(arguments: list[str]) -> int:
    """Do what the command line asks for; the usage for anything else."""
    match arguments:
        case ["install"]:
            install()
        case ["up"]:
            up(1)
        case ["up", nodes]:
            up(int(nodes))
        case ["down"]:
            down()
        case ["kill", number]:
            stop(int(number), signal.SIGKILL)
        case ["start", number]:
            start(int(number), len(list(FOLDER.glob("node*"))))
        case ["run", *command] if command:
            return run(command)
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
