"""Another computer may do little, whatever it sends: a real daemon, and a stranger at the end of a cable."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile

from oscfactor.client import Client
from oscfactor.errors import ExistsError
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.spec import Command
from tests.support.network import HERE, THERE, Network
from tests.support.pdprogram import Pd
from tests.support.programs import HERE as HERE_IS
from tests.support.programs import Daemon, Program, need
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.wire import DONE, FAIL, Message, Peer, Tcp, Udp, decode, encode

pytestmark = pytest.mark.peer

ROWS = [row for row in COMMANDS.values() if row.address != "/quit"]
LOCAL = {
    "/session/prepare",
    "/session/switch",
    "/master/record",
    "/master/record/stop",
    *(
        "/component/file",
        "/object/file",
        "/dump",
        "/quit",
        "/audio/devices",
        "/audio/device",
        "/player/record",
        "/player/record/stop",
    ),
    *("/session/save", "/session/load", "/session/recover", "/session/recoverable"),
    *("/input/devices", "/input/open", "/input/write", "/input/close"),
    *("/live/capture", "/live/record", "/live/stop", "/live/match"),
}
OUTSIDE = "only inside the folders"


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    made = Network()
    yield made
    made.close()


@pytest.fixture(scope="module")
def daemon(network: Network, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """A daemon that listens to the network; strangers may touch `shared`, beside which is a `secret`."""
    folder = tmp_path_factory.mktemp("strangers")
    for name in ("shared", "secret", "shared-not"):
        (folder / name).mkdir()
        soundfile.write(folder / name / "drums.wav", drums(0.1), SAMPLE_RATE, subtype="FLOAT")
    (folder / "shared" / "way-out").symlink_to(folder / "secret")
    (folder / "shared" / "out.wav").symlink_to(folder / "secret" / "drums.wav")
    (folder / "shared" / "new-out.wav").symlink_to(folder / "secret" / "new.wav")
    flags = ("--host", "0.0.0.0", "--roots", str(folder / "shared"))
    with Daemon(folder, *flags, preexec_fn=network.go_here) as running:
        yield running
    running.assert_unruffled()


def unproven(network: Network, daemon: Daemon) -> Udp:
    with network.elsewhere():
        return Udp(daemon.port, HERE, own=THERE)


def challenged(peer: Udp, ear: Udp | None = None, *request: object) -> int:
    """Ask, again if others of this computer ask too much just now, until a number comes."""
    while True:
        peer.send(*(request or ("/version",)))
        try:
            message = (ear or peer).receive(0.3)
        except TimeoutError:
            continue
        if message.address == "/oscfactor/challenge":
            return int(message.args[0])


def proven(peer: Udp) -> Udp:
    """Answer the challenge, as any client must that sends datagrams from elsewhere."""
    number = challenged(peer)
    while True:
        peer.send("/challenge", number)
        if any(m.address == DONE for m in heard_for(peer, 0.3)):
            return peer


@pytest.fixture
def stranger(network: Network, daemon: Daemon) -> Iterator[Udp]:
    with unproven(network, daemon) as peer:
        yield proven(peer)


@pytest.fixture
def local(network: Network, daemon: Daemon) -> Iterator[Udp]:
    with network.here():
        peer = Udp(daemon.port)
    with peer:
        yield peer


def listing(folder: Path) -> dict[str, float]:
    return {str(path): path.lstat().st_mtime_ns for path in folder.rglob("*")}


def heard_for(peer: Peer, seconds: float) -> list[Message]:
    heard = []
    deadline = time.monotonic() + seconds
    while True:
        try:
            heard.append(peer.receive(deadline - time.monotonic()))
        except TimeoutError:
            return heard


def test_the_daemon_says_what_the_network_may_do(daemon: Daemon):
    line = daemon.wait_for("open to the network")
    assert str(daemon.folder / "shared") in line


def test_who_has_not_met_the_challenge_gets_little_whatever_it_asks(network: Network, daemon: Daemon):
    with unproven(network, daemon) as peer:
        n_sent = 0
        for _ in range(100):
            for request in (encode("/help"), encode("/status"), encode("/notify", 1)):
                peer.send_raw(request)
                n_sent += len(request)
        heard = heard_for(peer, 0.3)
        assert {m.address for m in heard} == {FAIL, "/oscfactor/challenge"}
        fails = [m for m in heard if m.address == FAIL]
        assert {m.args[1] for m in fails} == {"limit"}
        number = next(m.args[0] for m in heard if m.address == "/oscfactor/challenge")
        assert f"/challenge {number}" in fails[0].args[2]
        assert sum(len(encode(*m)) for m in [(m.address, *m.args) for m in heard]) < n_sent
        assert number < 2**24, "Pd and Max send numbers as float32"
        peer.done("/challenge", float(number))
        peer.done("/status")
    with unproven(network, daemon) as other:
        other.send("/challenge", number)
        heard = heard_for(other, 0.3)
        assert not any(m.address == DONE for m in heard), "the number is good for one port only"


def test_guessing_the_number_is_slow_work(network: Network, daemon: Daemon):
    with unproven(network, daemon) as peer:
        for i in range(1000):
            peer.send("/challenge", i)
        heard = heard_for(peer, 0.3)
        assert not any(m.address == DONE for m in heard)
        assert len(heard) < 100


def test_a_client_that_hears_elsewhere_is_challenged_there(network: Network, daemon: Daemon):
    with unproven(network, daemon) as ear, unproven(network, daemon) as mouth:
        number = challenged(mouth, ear, "/notify", 1, ear.port)
        mouth.done("/challenge", number)
        mouth.send("/notify", 1.0, float(ear.port), 30.0)
        ear.until(DONE, "/notify")


@pytest.mark.parametrize("framing", ["slip", "size"])
def test_a_connection_is_proof_enough_but_a_stranger_all_the_same(network, daemon, framing):
    with network.elsewhere():
        peer = Tcp(daemon.port, framing, HERE)
    with peer:
        peer.done("/version")
        assert "trusted" in peer.fail("/dump", 1, code="argument")
        assert "remote_quit" in peer.fail("/quit", code="argument")


def test_this_machine_may_do_all_and_also_from_its_own_address(network: Network, daemon: Daemon, local: Udp):
    local.done("/dump", 0)
    with network.here():
        udp, tcp = Udp(daemon.port, HERE), Tcp(daemon.port, "size", HERE)
    with udp, tcp:
        tcp.done("/dump", 0)
        proven(udp).done("/dump", 0)


def hostile(row: Command, path: str) -> list[object]:
    """Return the example of a row with `path` for each path in it."""
    args = list(row.example) + [option.name for option in row.options if option.file and not row.example]
    for i, arg in enumerate(row.args):
        if arg.file:
            args[i] = path
    return args


def test_every_row_says_which_of_its_arguments_are_paths():
    for row in COMMANDS.values():
        for arg in (*row.args, *row.options):
            looks_like_one = arg.name in ("path", "directory", "folder", "file") or "folder" in arg.doc
            assert bool(arg.file) == looks_like_one or row.local, (row.address, arg.name)


def test_the_whole_table_touches_nothing_outside(daemon: Daemon, stranger: Udp, local: Udp):
    local.done("/buffer/load", "drums", str(daemon.folder / "secret" / "drums.wav"))
    local.done("/buffer/alloc", "take", 4096)
    local.done("/buffer/factorize", "drums", 2, "iterations", 2)
    before = listing(daemon.folder)
    secret = str(daemon.folder / "secret")
    assert {row.address for row in COMMANDS.values() if row.local} == LOCAL
    for row in ROWS:
        if row.address in ("/buffer/free", "/notify"):
            continue
        for path in (
            f"{secret}/drums.wav",
            f"{secret}/new.wav",
            f"{daemon.folder}/new-folder",
            f"{daemon.folder}/shared-not/drums.wav",
            "../secret/drums.wav",
            f"{daemon.folder}/shared/../secret/new.wav",
            "way-out/new.wav",
            "new-out.wav",
            "~/x.wav",
        ):
            reply = stranger.ask(row.address, *hostile(row, path))
            assert reply.last.args[1:2] != ("internal",), reply.last
            said = str([m.args for m in reply.before]) + str(reply.last.args[:3])
            assert secret not in said, (row.address, said)
            if row.local or row.files:
                assert reply.last.address == FAIL, (row.address, path)
            if not row.files:
                break
    assert listing(daemon.folder) == before


def test_what_is_there_and_what_is_not_sound_the_same(daemon: Daemon, stranger: Udp):
    def sentences(*paths: str) -> set[str]:
        return {stranger.fail("/buffer/load", "x", path, code="file") for path in paths}

    secret = f"{daemon.folder}/secret"
    said = sentences(
        f"{secret}/drums.wav",
        f"{secret}/none.wav",
        secret,
        "/root",
        "/none",
        "~nobody/x",
        "~none/x",
        "out.wav",
    )
    said |= sentences("way-out/drums.wav", "way-out/none.wav", "../secret/drums.wav", "../none", "/dev/zero")
    assert len(said) == 1
    assert OUTSIDE in said.pop()


def test_inside_the_folders_a_stranger_reads_and_writes_what_is_new(daemon: Daemon, stranger: Udp):
    shared = daemon.folder / "shared"
    stranger.done("/buffer/load", "theirs", str(shared / "drums.wav"))
    stranger.done("/buffer/load", "theirs", "drums.wav")
    assert stranger.done("/buffer/info", "theirs").one("/oscfactor/buffer")[-1] == str(shared / "drums.wav")
    stranger.done("/buffer/save", "theirs", "theirs.wav")
    written = (shared / "theirs.wav").read_bytes()
    for path in ("theirs.wav", str(shared / "drums.wav")):
        assert "another computer replaces nothing" in stranger.fail(
            "/buffer/save", "theirs", path, code="exists"
        )
    assert (shared / "theirs.wav").read_bytes() == written
    stranger.done("/buffer/factorize", "theirs", 2, "iterations", 2)
    stranger.done("/component/export", "theirs", -1, "layers")
    assert sorted(p.name for p in (shared / "layers").iterdir()) == ["theirs-00.wav", "theirs-01.wav"]
    stranger.fail("/component/export", "theirs", -1, "layers", code="exists")
    stranger.done("/matrix/export", "theirs", 0, 1, "layers")
    stranger.fail("/matrix/export", "theirs", 0, 1, "layers", code="exists")
    assert not [p for p in shared.rglob("*") if p.suffix == ".part"]


def test_files_of_the_daemons_own_are_for_programs_on_its_computer(stranger: Udp):
    assert "on that computer" in stranger.fail("/component/file", "any", 0, code="argument")


def test_a_stranger_reads_no_path_from_elsewhere(daemon: Daemon, stranger: Udp, local: Udp):
    local.done("/buffer/load", "mine", str(daemon.folder / "secret" / "drums.wav"))
    assert stranger.done("/buffer/info", "mine").one("/oscfactor/buffer")[-1] == "drums.wav"
    assert local.done("/buffer/info", "mine").one("/oscfactor/buffer")[-1].startswith("/")
    local.done("/buffer/free", "mine")


def test_one_computer_cannot_take_every_connection(network: Network, daemon: Daemon, local: Udp):
    with network.elsewhere():
        held = [socket.create_connection((HERE, daemon.port)) for _ in range(100)]
    try:
        with network.here():
            mine = [Tcp(daemon.port, "size") for _ in range(16)]
        for peer in mine:
            peer.done("/version")
        for peer in mine:
            peer.done("/version")
            peer.close()
    finally:
        for sock in held:
            sock.close()


def test_a_fresh_port_on_ipv6_is_there_for_this_machine(network: Network, tmp_path: Path):
    with Daemon(tmp_path, preexec_fn=network.go_here) as running, network.here():
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp:
            udp.settimeout(20)
            udp.connect(("::1", running.port))
            udp.send(encode("/dump", 0))
            assert decode(udp.recv(1 << 16)).address == DONE
            udp.send(encode("/notify", 1, udp.getsockname()[1]))
            assert decode(udp.recv(1 << 16)).args[0] == "/notify"
        socket.create_connection(("::1", running.port)).close()


def test_our_python_client_answers_the_challenge_by_itself(network: Network, daemon: Daemon):
    with network.elsewhere():
        client = Client(HERE, daemon.port)
    with client:
        assert client.request("/version").args == ()
        client.request("/buffer/alloc", "python", 64)
        with pytest.raises(ExistsError):
            client.request("/buffer/alloc", "python", 64)


def test_our_pd_objects_answer_the_challenge_by_themselves(network: Network, daemon: Daemon, tmp_path: Path):
    with network.elsewhere(), Pd(tmp_path, 57130) as pd:
        pd.say("oscfactor.target", HERE, daemon.port)
        # Asked before the daemon knows that we hear it, and sent anew when it does, each once and in order.
        for i in range(20):
            pd.say("oscfactor.send", "/buffer/info", f"early{i}")
        pd.wait_for(f"oscfactor: connected to {HERE} port {daemon.port}")
        pd.say("oscfactor.send", "/buffer/info", "late")
        pd.wait_for("oscfactor: no buffer named 'late'")
    told = [line.partition("'")[2].partition("'")[0] for line in pd.lines if "no buffer named" in line]
    assert told == [*(f"early{i}" for i in range(20)), "late"]
    assert "show first" not in pd.output


def test_our_quark_answers_the_challenge_by_itself(network: Network, daemon: Daemon, tmp_path: Path):
    (tmp_path / "conf.yaml").write_text(
        f"includePaths:\n    - {HERE_IS.parents[1] / 'supercollider/oscfactor'}\nexcludePaths: []\n"
    )
    (tmp_path / "far.scd").write_text(
        "fork { var reply, far = OscFactor(thisProcess.argv[0], thisProcess.argv[1].asInteger);"
        " reply = 40.collect { |i| far.request('/buffer/info', [\"drms%\".format(i)]) };"
        ' reply.do(_.wait); reply.last.error.postln; far.version.wait.postln; "end".postln; 0.exit }'
    )
    command = [need("sclang"), "-l", tmp_path / "conf.yaml", tmp_path / "far.scd", HERE, str(daemon.port)]
    env = {
        **os.environ,
        **dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"), str(tmp_path)),
        "QT_QPA_PLATFORM": "offscreen",
        "QTWEBENGINE_DISABLE_SANDBOX": "1",
    }
    with network.elsewhere(), Program(command, env=env) as sc:
        sc.wait_for("end", timeout=60)
    assert "no buffer named 'drms39'" in sc.output
    assert "show first" not in sc.output
