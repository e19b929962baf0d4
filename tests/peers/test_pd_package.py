"""The Pd package in a real Pd, with a real daemon: every patch opens, every help patch gets to its end."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

from oscfactor import __version__
from oscfactor.cli import install
from oscfactor.cli.programs import System
from oscfactor.files import archive as sessionfile
from tests.support.jackserver import start_jack
from tests.support.pdprogram import IDS, PATCHES, QUIET, Pd
from tests.support.programs import Daemon, Program, free_port, need
from tests.support.wire import Udp
from tools.clients import pd_package

pytestmark = pytest.mark.peer

TINY = np.finfo(np.float32).tiny
LOOP_SAMPLES = 101776
SECONDS = 5 if os.environ.get("CI") == "true" else 30
"""How long the examples run under JACK."""


@pytest.fixture(scope="module")
def silent(daemon: Daemon) -> Daemon:
    """The daemon, playing to nobody."""
    with Udp(daemon.port) as peer:
        peer.done("/audio/device", "silent")
    return daemon


def flushed(samples: np.ndarray) -> np.ndarray:
    """Return samples as Pd holds them: it makes denormals zero."""
    return np.where(np.abs(samples) < TINY, 0, samples)


def test_every_patch_opens_and_says_once_how_to_start_a_daemon():
    patches = sorted(p for p in PATCHES.rglob("*.pd"))
    assert len(patches) > 25
    opened = [word for patch in patches for word in ("-open", patch)]
    with Program([need("pd"), *QUIET, "-noaudio", *opened]) as pd:
        pd.wait_for("start one in a terminal with: oscfactor serve")
        said = pd.output
    assert "couldn't create" not in said
    assert "connection failed" not in said
    assert "no such object" not in said
    assert "error" not in said.lower().replace("-stderr", "")


def test_without_a_daemon_one_sentence_and_later_it_connects_by_itself(tmp_path):
    port = free_port()
    with Pd(tmp_path, port) as pd:
        line = pd.wait_for("no daemon answers")
        assert line == (
            f"oscfactor: no daemon answers on 127.0.0.1 port {port} - "
            f"start one in a terminal with: oscfactor serve --port {port}"
        )
        with Daemon(tmp_path, "--port", str(port)) as daemon:
            assert daemon.port == port
            pd.wait_for(f"oscfactor: connected to 127.0.0.1 port {port}")
    assert pd.output.count("no daemon answers") == 1


def test_a_daemon_that_died_is_missed_and_found_again(tmp_path):
    port = free_port()
    with Daemon(tmp_path, "--port", str(port)) as first, Pd(tmp_path, port) as pd:
        pd.wait_for("oscfactor: connected")
        first.process.kill()
        pd.wait_for("no daemon answers")
        with Daemon(tmp_path, "--port", str(port)):
            pd.wait_for("oscfactor: connected")
            pd.say("oscfactor.send", "/buffer/info", "drums")
            pd.wait_for("oscfactor: no buffer named 'drums'")


def test_what_is_refused_is_said_in_the_daemons_words(daemon, tmp_path):
    with Pd(tmp_path, daemon.port) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("oscfactor.send", "/buffer/info", "drms")
        line = pd.wait_for(lambda line: line.startswith("oscfactor: no buffer named"))
    assert line.startswith("oscfactor: no buffer named 'drms'")
    assert "\\" not in line


def test_what_a_beginner_forgets_is_said_and_objects_of_one_name_stay_apart(daemon, sound, tmp_path):
    patch = tmp_path / "two.pd"
    patch.write_text(
        "#N canvas 0 0 300 200 12;\n#X obj 20 20 r a;\n#X obj 20 50 oscfactor.buffer drums;\n"
        "#X obj 20 80 oscfactor.buffer drums;\n#X obj 20 110 r k;\n"
        "#X obj 20 140 oscfactor.component drums 0;\n#X obj 20 170 array define curve 10;\n"
        "#X connect 0 0 1 0;\n#X connect 3 0 4 0;\n"
    )
    with Pd(tmp_path, daemon.port, patch) as pd:
        pd.wait_for("oscfactor: connected")
        for forgotten in ("load", "save"):
            pd.say("a", forgotten)
            pd.wait_for(lambda line: line.startswith("oscfactor: path is missing"))
        pd.say("k", "bang")
        pd.wait_for("oscfactor: give me an array to fill")
        pd.say("a", "load", sound)
        n_samples = int(pd.done("/buffer/load", "drums")[2])
        pd.say("a", "to", "curve")
        pd.wait_for(f"in: done /buffer/read drums 0 {n_samples // 512 * 512}")
        pd.here()
    assert pd.output.count("in: done /buffer/read") == -(-n_samples // 512)  # one object asked, not both


def test_several_objects_share_one_connection_and_another_takes_it_over(daemon, peer, tmp_path):
    patch = tmp_path / "two.pd"
    patch.write_text(
        "#N canvas 0 0 300 200 12;\n#X obj 20 20 oscfactor.buffer a;\n#X obj 20 60 oscfactor.buffer b;\n"
        "#X obj 20 100 r close;\n#X obj 20 120 del 20;\n#X msg 20 150 \\; pd-control.pd menuclose 1;\n"
        "#X connect 2 0 3 0;\n#X connect 3 0 4 0;\n"
    )
    before = peer.status()["clients"]
    with Pd(tmp_path, daemon.port, patch) as pd:
        pd.wait_for("oscfactor: connected")
        assert peer.status()["clients"] == before + 1
        # The first object, which holds the connection, goes with its patch.
        pd.say("close", "bang")
        pd.wait_for("oscfactor: connected")
    assert "error" not in pd.output


def test_buffer_help_to_its_end(daemon, peer, tmp_path):
    with Pd(tmp_path, daemon.port, PATCHES / "oscfactor.buffer-help.pd") as pd:
        name = pd.named("loop")
        pd.done("/buffer/factorize", name, 4)
        pd.given(name, 0)
        assert not pd.complaints
        peer.done("/component/export", name, 0, str(tmp_path / "layers"))
        exported, _ = soundfile.read(tmp_path / "layers" / f"{name}-00.wav", dtype="float32")
        array = pd.array_like("$0-layer", flushed(exported))
    assert np.array_equal(array, flushed(exported))
    assert np.abs(array).max() > 0.05


def test_component_help_to_its_end(daemon, peer, tmp_path):
    with Pd(tmp_path, daemon.port, PATCHES / "oscfactor.component-help.pd") as pd:
        name = pd.named("layers")
        pd.given(name, 1)
        n_frames = pd.pulled("/component/activation", name, 1)
        n_bins = pd.pulled("/component/basis", name, 1)
        assert not pd.complaints
        wanted = flushed(peer.pull(name, 1))
        sound, curve, basis = pd.array_like("$0-sound", wanted), pd.array("$0-when"), pd.array("$0-how")
    assert np.array_equal(sound, wanted)
    wanted = peer.done("/component/activation", name, 1, 0, 512).one("/oscfactor/activation")[4:]
    assert len(curve) == n_frames == len(wanted)
    assert np.allclose(curve, wanted)
    assert len(basis) == n_bins


def test_play_help_to_its_end(daemon, tmp_path):
    with Pd(tmp_path, daemon.port, PATCHES / "oscfactor.play~-help.pd") as pd:
        assert pd.pulled("/buffer/read", pd.named("tune")) == LOOP_SAMPLES
        assert not pd.complaints
        wanted, _ = soundfile.read(PATCHES / "loop.wav", dtype="float32")
        array = pd.array_like("$0-a", flushed(wanted))
    assert np.array_equal(array, flushed(wanted))


def frames_of(pd: Pd, n: int) -> np.ndarray:
    """Return `n` frames that Pd hears: seconds, then one value for each component."""
    lines = [pd.wait_for(lambda line: line.startswith("frame: ")) for _ in range(n)]
    return np.array([[float(word) for word in line.split()[2:]] for line in lines])


def moves(pd: Pd, example: str, name: str, n: int) -> None:
    """Wait for `n` moves of what an example shows: meters, or activations."""
    if example == "mixer":
        for _ in range(n):
            pd.wait_for(f"in: value /sound/{name}/0/level ")
    else:
        frames_of(pd, n)


def unit_activations(peer: Udp, name: str, n_components: int) -> np.ndarray:
    """Return the activations, each with a maximum of 1, (n_components, n_frames)."""
    rows = []
    for k in range(n_components):
        got = peer.done("/component/activation", name, k, 0, 512).one("/oscfactor/activation")
        rows.append(np.array(got[4:]) / max(got[4:]))
    return np.array(rows)


@pytest.mark.parametrize(("kind", "word"), [("activations", "curves"), ("activation~", "signals")])
def test_the_helps_on_activations_follow_them(daemon, peer, tmp_path, kind, word):
    with Pd(tmp_path, daemon.port, PATCHES / f"oscfactor.{kind}-help.pd") as pd:
        name = pd.named(word)
        pd.done("/stream/activations", name)
        frames = frames_of(pd, 60)
        assert not pd.complaints
    H = unit_activations(peer, name, 4)
    seconds = np.arange(H.shape[1]) * 512 / 44100
    for k in range(4):
        assert np.allclose(frames[:, 1 + k], np.interp(frames[:, 0], seconds, H[k]), atol=0.05)


def test_the_signal_of_activation_follows_the_activation(daemon, peer, tmp_path):
    patch = tmp_path / "record.pd"
    patch.write_text(
        "#N canvas 0 0 500 300 12;\n#X obj 20 20 oscfactor.activation~ signals 1 100;\n"
        "#X obj 20 60 tabwrite~ signal;\n#X obj 20 100 table signal 88200;\n#X obj 120 20 r record;\n"
        "#X msg 120 60 \\; pd dsp 1;\n#X obj 220 20 loadbang;\n#X obj 320 20 r signal-go;\n"
        "#X connect 0 0 1 0;\n#X connect 3 0 1 0;\n#X connect 5 0 4 0;\n#X connect 6 0 0 0;\n"
    )
    peer.done("/buffer/load", "signals", str(PATCHES / "loop.wav"))
    peer.done("/buffer/factorize", "signals", 4, "iterations", 20)
    with Pd(tmp_path, daemon.port, patch) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("signal-go", "start", 100, "scale", "unit")
        frames_of(pd, 5)
        pd.say("record", "bang")
        frames = frames_of(pd, 200)
        assert not pd.complaints
        signal = pd.array("signal")
    H = unit_activations(peer, "signals", 4)[1]
    loop = LOOP_SAMPLES / 44100
    time_of_frames = np.arange(len(H)) * 512 / 44100
    fine = np.arange(0, 1.8, 0.005)
    heard = np.interp(fine, np.arange(len(signal)) / 44100, signal)
    # What was recorded began at about the first frame; find the exact lag by trying.
    lags = frames[0, 0] + np.arange(-0.1, 0.1, 0.005)
    fits = [np.corrcoef(heard, np.interp((fine + lag) % loop, time_of_frames, H))[0, 1] for lag in lags]
    assert max(fits) > 0.95
    assert signal.max() > 0.5


def test_player_help_plays(silent, peer, tmp_path):
    with Pd(tmp_path, silent.port, PATCHES / "oscfactor.player-help.pd") as pd:
        name = pd.named("song")
        pd.done("/player/play", name)
        states = [pd.wait_for(f"player: {name}").split()[2] for _ in range(8)]
        assert states[-1] == "playing"
        assert not pd.complaints
    peer.done("/player/stop", name)


def test_matrix_help_has_a_grid_of_sliders_that_set_the_matrix(silent, peer, tmp_path):
    with Pd(tmp_path, silent.port, PATCHES / "oscfactor.matrix-help.pd") as pd:
        name = pd.named("weave")
        pd.done("/matrix/get", name, 6)
        pd.here()
        for i in IDS:
            pd.say("test.say", "try") if i == IDS[0] else None
            pd.say(f"{i}-cell-2-5", 0.25)
        pd.done("/matrix/set", name, 2, 5, 0.25)
        complaints = [line for line in pd.complaints if "no such object" not in line]
        assert not complaints
        # A refactored sound has another grid.
        pd.say("oscfactor.send", "/buffer/factorize", name, 3, "iterations", 5)
        pd.done("/matrix/get", name, 3)
    peer.done("/player/stop", name)


def test_arrays_go_to_the_daemon_and_come_back(daemon, peer, tmp_path):
    patch = tmp_path / "take.pd"
    patch.write_text(
        "#N canvas 0 0 500 300 12;\n#X obj 20 20 r take;\n"
        "#X obj 20 50 oscfactor.buffer take;\n#X obj 20 80 print take;\n"
        "#X obj 20 120 table left 10;\n#X obj 120 120 table right 10;\n#X obj 20 160 table up 10;\n"
        "#X obj 120 160 table down 10;\n#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n"
    )
    rng = np.random.default_rng(3)
    samples = (0.5 * rng.standard_normal((3000, 2))).astype(np.float32)
    soundfile.write(tmp_path / "noise.wav", samples, 44100, subtype="FLOAT")
    with Pd(tmp_path, daemon.port, patch) as pd:
        pd.wait_for("oscfactor: connected")
        for _ in range(2):  # the second time, a buffer of that name must be replaced
            pd.say("test.file", "read", "-resize", tmp_path / "noise.wav", "left", "right")
            pd.say("take", "rate", 32000)
            pd.say("take", "from", "left", "right")
            pd.wait_for("take: from 3000")
        pd.say("take", "to", "up", "down")
        pd.wait_for("take: to 3000")
        up, down = pd.array("up"), pd.array("down")
        assert not [line for line in pd.complaints if not line.startswith("take: ")]
    info = peer.done("/buffer/info", "take").one("/oscfactor/buffer")
    assert info[1:4] == (2, 3000, 32000)
    assert np.array_equal(np.stack([up, down], axis=1), flushed(samples))
    assert np.array_equal(peer.read("take", 1), samples[:, 1])


@pytest.mark.parametrize(("example", "name"), [("mixer", "mix"), ("activations-as-control", "control")])
def test_examples_play(silent, peer, tmp_path, example, name):
    with Pd(tmp_path, silent.port, PATCHES / "examples" / f"{example}.pd") as pd:
        name = pd.named(name)
        pd.done("/player/play", name)
        moves(pd, example, name, 20)
        if example == "mixer":
            for i in IDS:
                pd.say(f"{i}-gain-3", 0.5)
            pd.done("/component/gain", name, 3, 0.5)
        assert not [line for line in pd.complaints if "no such object" not in line]
    peer.done("/player/stop", name)


def test_the_installed_package_is_found_by_its_name(tmp_path):
    install.run(["pd"], say=lambda line: None, system=System("linux", tmp_path, {}))
    patch = tmp_path / "mine.pd"
    patch.write_text(
        "#N canvas 0 0 300 200 12;\n#X declare -path oscfactor;\n#X obj 20 20 declare -path oscfactor;\n"
        "#X obj 20 50 oscfactor.buffer x;\n"
    )
    command = [need("pd"), *QUIET, "-noaudio", "-open", patch, "-send", "; pd quit"]
    with Program(command, env={**os.environ, "HOME": str(tmp_path)}) as pd:
        assert pd.finish() == 0
    assert "couldn't create" not in pd.output


def test_the_deken_package_is_all_that_the_help_patches_need(tmp_path):
    package = pd_package.make(tmp_path / "dist")
    assert package.name == f"oscfactor[v{__version__}].dek"
    listed = dict(line.split("\t") for line in Path(f"{package}.txt").read_text("utf-8").splitlines())
    assert {f"{name}-help.pd" for name in listed} == {p.name for p in PATCHES.glob("*-help.pd")}
    assert all(listed.values())
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path / "externals")
    patches = sorted((tmp_path / "externals" / "oscfactor").rglob("*.pd"))
    assert len(patches) == len(list(PATCHES.rglob("*.pd")))
    opened = [word for patch in patches for word in ("-open", patch)]
    with Program([need("pd"), *QUIET, "-noaudio", "-path", tmp_path / "externals", *opened]) as pd:
        pd.wait_for("start one in a terminal with: oscfactor serve")
        said = pd.output
    assert "couldn't create" not in said
    assert "connection failed" not in said


def test_absolute_paths_the_mix_and_an_export_from_pd(daemon, peer, tmp_path):
    patch = tmp_path / "mix.pd"
    patch.write_text(
        "#N canvas 0 0 500 300 12;\n#X obj 20 20 r layer;\n#X obj 20 50 oscfactor.component mixed 1;\n"
        "#X obj 20 80 print in;\n#X obj 220 20 r sound;\n#X obj 220 50 oscfactor.buffer mixed;\n"
        "#X connect 0 0 1 0;\n#X connect 1 0 2 0;\n#X connect 3 0 4 0;\n#X connect 4 0 2 0;\n"
    )
    place = tmp_path / "my sounds"
    place.mkdir()
    (place / "a loop.wav").write_bytes((PATCHES / "loop.wav").read_bytes())
    with Pd(tmp_path, daemon.port, patch) as pd:
        pd.wait_for("oscfactor: connected")
        pd.say("sound", "load", place / "a loop.wav")
        pd.say("sound", "factorize", 3, "iterations", 10)
        pd.wait_for("in: factorize 3")
        for word, value in (("gain", 0.25), ("mute", 1), ("solo", 1), ("pan", -0.5)):
            pd.say("layer", word, value)
            pd.wait_for(f"in: {word} {value:g}")
        pd.say("layer", "export", tmp_path / "from Pd")
        pd.wait_for(lambda line: line.startswith("in: export"))
        assert not pd.complaints
    peer.done("/session/save", str(tmp_path / "mix.oscf"))
    saved = sessionfile.read_document(tmp_path / "mix.oscf")
    (mix,) = [buffer["mix"] for buffer in saved["buffers"] if buffer["name"] == "mixed"]
    assert (mix["gains"], mix["pans"]) == ([1.0, 0.25, 1.0], [0.0, -0.5, 0.0])
    assert mix["mutes"] == mix["solos"] == [False, True, False]
    peer.done("/component/export", "mixed", 1, str(tmp_path / "from the daemon"))
    ours, theirs = (tmp_path / place / "mixed-01.wav" for place in ("from the daemon", "from Pd"))
    assert theirs.read_bytes() == ours.read_bytes()
    peer.done("/buffer/free", "mixed")


def test_the_page_for_pd_followed_literally(daemon, peer, sound, tmp_path):
    page = (PATCHES.parent / "docs" / "pd.md").read_text(encoding="utf-8")
    install.run(["pd"], say=lambda line: None, system=System("linux", tmp_path, {}))
    patch = tmp_path / "first.pd"
    patch.write_text(page.split("```pd\n")[1].split("```")[0])
    (tmp_path / "drums.wav").write_bytes(sound.read_bytes())
    with Pd(tmp_path, daemon.port, patch, path=None, env={**os.environ, "HOME": str(tmp_path)}) as pd:
        pd.given("drums", 0)
        assert not pd.complaints
        wanted = flushed(peer.pull("drums", 0))
        array = pd.array_like("layer", wanted)
    assert np.array_equal(array, wanted)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("example", "name", "rate"), [("mixer", "mix", 20), ("activations-as-control", "control", 60)]
)
def test_examples_run_under_jack(tmp_path, example, name, rate):
    far_ahead = ("--latency", "150")
    with (
        start_jack() as jack,
        Daemon(tmp_path, *far_ahead, env=jack.environ) as daemon,
        Udp(daemon.port) as peer,
    ):
        patch = PATCHES / "examples" / f"{example}.pd"
        audio = ("-jack", "-nojackconnect", "-r", "48000")
        with Pd(tmp_path, daemon.port, patch, audio=audio, env=jack.environ) as pd:
            name = pd.named(name)
            pd.done("/player/play", name)
            moves(pd, example, name, rate * SECONDS)
            assert not pd.complaints
        peer.done("/player/stop", name)
