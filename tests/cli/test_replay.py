"""An evening's actions, logged by one daemon and sent again to another: same seeds, same bits."""

import json

import numpy as np
import pytest
import soundfile

from oscfactor.cli.main import main
from oscfactor.cli.replay import encoded
from oscfactor.files.actionlog import Action, read_actions
from oscfactor.protocol.decoding import decode_packet
from tests.support.wire import Udp


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    noise = np.random.default_rng(1).standard_normal((6000, 2)) * 0.1
    soundfile.write(tmp_path / "noise.wav", noise, 8000, subtype="FLOAT")
    return tmp_path


def exported(peer, folder, name):
    peer.done("/component/export", "n", -1, str(folder / name))
    peer.done("/matrix/export", "n", 0, 1, str(folder / name))
    return {path.name: path.read_bytes() for path in (folder / name).iterdir()}


@pytest.mark.slow
def test_an_evening_is_replayed_with_the_same_bits(folder, start_daemon, capsys):
    first = start_daemon(log_actions="evening.log")
    with Udp(first.port) as peer:
        peer.done("/buffer/load", "n", "noise.wav")
        peer.done("/buffer/factorize", "n", 3, "fft", 512, "iterations", 20, "seed", 7)
        peer.done("/matrix/random", "n", 0.5, 3)
        peer.done("/activation/random", "n", -1, 0.2, 5)
        peer.done("/sound/n/1/gain", 0.1)
        peer.done("/component/pan", "n", 2, -0.3, 2.0)
        peer.done("/master/gain", 0.7)
        peer.done("/scene/store", "verse", "n")
        peer.fail("/component/gain", "n", 99, 1.0, code="argument")
        peer.status()
        before = exported(peer, folder, "before")
        faders = peer.done("/sound/n//").before
    first.stop()
    logged = [action.address for action in read_actions("evening.log")]
    assert logged[:2] == ["/buffer/load", "/buffer/factorize"]
    assert {"/sound/n/1/gain", "/master/gain", "/scene/store", "/component/export"} <= set(logged)
    assert "/status" not in logged
    second = start_daemon()
    assert main(["replay", "evening.log", "--port", str(second.port), "--speed", "0"]) == 1
    said = capsys.readouterr()
    assert "9 actions were sent, 1 failed; 2 that write files were left out" in said.out
    assert "no component 99" in said.err
    with Udp(second.port) as peer:
        assert exported(peer, folder, "after") == before
        again = peer.done("/sound/n//").before
        assert {m for m in again if "level" not in m.address} == {
            m for m in faders if "level" not in m.address
        }
        assert peer.done("/master/gain").before[0].args == ("/master/gain", np.float32(0.7))


def test_a_daemon_begins_with_a_session_which_the_log_begins_with_too(folder, start_daemon):
    first = start_daemon()
    with Udp(first.port) as peer:
        peer.done("/buffer/load", "n", "noise.wav")
        peer.done("/session/save", "set.oscf")
    second = start_daemon(session="set.oscf", log_actions="log")
    second.wait_for("loaded")
    with Udp(second.port) as peer:
        assert peer.done("/buffer/list").last.args[1:] == (1,)
        peer.done("/buffer/free", "n")
    second.stop()
    assert [a.address for a in read_actions("log")] == ["/session/load", "/buffer/free"]


@pytest.mark.parametrize("settings", [["--session=nothing.oscf"], ["--log-actions=no/such/folder/log"]])
def test_a_daemon_that_cannot_begin_so_says_it_in_a_sentence(folder, settings, capsys):
    assert main(["serve", "--port", "0", *settings]) == 1
    assert capsys.readouterr().err.startswith("oscfactor: ")


def test_nobody_to_replay_to_and_nothing_to_replay(folder, capsys):
    assert main(["replay", "nothing.log"]) == 1
    (folder / "log").write_text(json.dumps({"oscfactor": "actions", "version": 1}) + "\n")
    assert main(["replay", "log", "--port", "1"]) == 3
    assert main(["replay", "log", "--port", "1", "--speed", "-1"]) == 2


def test_numbers_are_sent_as_they_were():
    args = ("a", 1, 2**40, 0.5, 0.1, float(np.float32(0.1)), b"xyz")
    (message,) = decode_packet(encoded(Action(0.0, "/x", args)))
    assert message.args == args
