"""The SuperCollider classes: their UnitTests, every example of their help, and the help itself."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sys
from pathlib import Path

import psutil
import pytest
import soundfile

from oscfactor.cli import noted
from tests.support.jackserver import start_jack
from tests.support.programs import HERE, Daemon, Program, free_port, need
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.stranger import Stranger
from tests.support.wire import PATIENCE

pytestmark = pytest.mark.peer

QUARK = HERE.parents[1] / "supercollider" / "oscfactor"
PAGE = HERE.parents[1] / "docs" / "supercollider.md"
HELP = sorted(QUARK.glob("HelpSource/*/*.schelp"))
QUICK = ("TestOscFactor", "TestOscFactorHands", "TestOscFactorSounds")
TESTS = [
    pytest.param(path.stem, marks=() if path.stem in QUICK else pytest.mark.slow)
    for path in sorted(QUARK.glob("Tests/Test*.sc"))
]
PROGRAM = Path(sys.executable).with_name("oscfactor")
SAID = "WARNING: OscFactor: /buffer/info: no buffer named 'nobody'"
"""What one of the examples is about."""


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """A JACK server, a daemon that plays through it, and an environment for the language."""
    with set_up(tmp_path_factory.mktemp("quark")) as made:
        yield made


@pytest.fixture
def own_stage(tmp_path):
    """One for a test whose servers may die with the language: jackd may not get over that."""
    with set_up(tmp_path) as made:
        yield made


@contextlib.contextmanager
def set_up(folder):
    need("sclang")
    need("scsynth")
    soundfile.write(folder / "drums.wav", drums(), SAMPLE_RATE, subtype="FLOAT")
    write_startup(folder)
    with start_jack() as jack:
        env = {
            **jack.environ,
            **dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"), str(folder)),
            "QT_QPA_PLATFORM": "offscreen",
            "QTWEBENGINE_DISABLE_SANDBOX": "1",
        }
        sound = {name: value for name, value in jack.environ.items() if name.startswith("JACK_")}
        with Daemon(folder, env=sound) as daemon:
            yield folder, daemon, {**env, **sound, "OSCFACTOR_PORT": str(daemon.port)}


def write_startup(home: Path) -> None:
    """Give the language's server a port of its own: another test run may have one at the usual port."""
    (home / "SuperCollider").mkdir()
    startup = f'Server.default.addr = NetAddr("127.0.0.1", {free_port()});\n'
    (home / "SuperCollider" / "startup.scd").write_text(startup)


def sclang(stage, script: str, *arguments: object, quark: bool = True) -> Program:
    folder, _, env = stage
    paths = f"\n    - {QUARK}" if quark else " []"
    (folder / "conf.yaml").write_text(f"includePaths:{paths}\nexcludePaths: []\n")
    command = [need("sclang"), "-l", folder / "conf.yaml", HERE / script, *map(str, arguments)]
    return Program(command, env={**os.environ, **env})


@pytest.mark.parametrize("tests", TESTS)
def test_the_classes_pass_their_own_tests(stage, tests):
    # Somebody may take the port after it, as one of the tests does.
    stage[2].update(QUARK_TEST_PROGRAM=str(PROGRAM), QUARK_TEST_PORT=str(free_port()))
    with sclang(stage, "quark_tests.scd", tests) as sc:
        code = sc.finish()
        assert code == 0, "\n".join(sc.lines)
        assert any(line.startswith("PASS: ") for line in sc.lines)


@pytest.mark.parametrize("how", ["exit", "wait"])
def test_a_daemon_that_the_language_started_ends_with_it(stage, how):
    with sclang(stage, "quark_ends.scd", free_port(), PROGRAM, how) as sc:
        pid = int(sc.wait_for("daemon: ").split()[-1])
        assert psutil.pid_exists(pid)
        daemon = psutil.Process(pid)
        if how == "wait":
            sc.process.kill()
            sc.process.wait()
        psutil.wait_procs([daemon], timeout=PATIENCE)
        assert not daemon.is_running()


@pytest.mark.parametrize("how", ["named", "noted"])
def test_a_daemon_is_started_from_a_path_with_a_space_and_a_quote_without_a_search_path(
    stage, tmp_path, monkeypatch, how
):
    monkeypatch.setenv("OSCFACTOR_RUNNING", str(tmp_path))
    noted.put()
    place = tmp_path / "Ada's own tools"
    place.symlink_to(PROGRAM.parents[1])
    there = str(place / PROGRAM.parent.name / PROGRAM.name)
    _, *rest = noted.place().read_text("utf-8").splitlines()
    python = place / PROGRAM.parent.name / Path(sys.executable).name
    noted.place().write_text("\n".join([str(python), *rest, ""]), "utf-8")
    env = {**stage[2], "PATH": "", "OSCFACTOR_RUNNING": str(tmp_path)}
    with sclang(
        (stage[0], stage[1], env), "quark_boot.scd", free_port(), there if how == "named" else how
    ) as sc:
        assert sc.wait_for("windows: ") == """windows: ""C:\\my sounds\\\\" "-c" "a 'b'" serve 2>&1\""""
        assert sc.wait_for("ooted: ") == "booted: oscfactor"
        assert sc.finish() == 0


def test_a_daemon_of_another_version_is_named_with_what_to_do(stage):
    answers = {"/version": ("/oscfactor/version", 9, 8, 7, "oscfactor")}
    with Stranger(answers) as other, sclang(stage, "quark_version.scd", other.port) as sc:
        line = sc.wait_for("is version 9.8.7")
        assert "oscfactor install-clients sc" in line
        sc.wait_for("asked")


def test_the_daemon_is_found_by_the_file_that_names_its_port(stage, tmp_path):
    (tmp_path / "default.txt").write_text(f"{stage[1].port} 1 0.1.0 0 127.0.0.1 oscfactor\n")
    env = {**stage[2], "OSCFACTOR_RUNNING": str(tmp_path)}
    with sclang((stage[0], stage[1], env), "quark_default.scd") as sc:
        assert sc.wait_for("default: ") == f"default: {stage[1].port} oscfactor"
        assert sc.wait_for("by hand: ") == "by hand: 57999"


def test_the_quark_has_its_name_and_a_second_copy_is_refused(stage):
    with sclang(stage, "quark_install.scd", QUARK, quark=False) as sc:
        assert sc.wait_for("installed: ") == "installed: [ oscfactor ]"
        assert "Break sounds into" in sc.wait_for("summary: ")
    extensions = stage[0] / "SuperCollider" / "Extensions"
    try:
        shutil.copytree(QUARK, extensions / "oscfactor")
        with sclang(stage, "quark_install.scd", QUARK, quark=False) as sc:
            assert "oscfactor install-clients --uninstall sc" in sc.wait_for("WARNING: oscfactor")
            assert sc.wait_for("installed: ") == "installed: [  ]"
    finally:
        shutil.rmtree(extensions)


def test_a_daemon_that_dies_in_the_middle_is_told_and_one_that_comes_back_is_used(stage, tmp_path):
    folder = stage[0]
    port = free_port()
    with (
        Daemon(tmp_path, "--port", str(port)) as first,
        sclang(stage, "quark_killed.scd", port, folder / "drums.wav") as sc,
    ):
        sc.wait_for("progress")
        first.process.kill()
        sc.wait_for(f"no daemon answers at 127.0.0.1 port {port}")
        sc.wait_for("told: no daemon answers")
        with Daemon(tmp_path, "--port", str(port)):
            sc.wait_for("then: no buffer named 'long'")
            assert sc.finish() == 0


EXAMPLES = [
    pytest.param("each", True, id="with a daemon"),
    pytest.param("twice", False, id="twice, with none", marks=pytest.mark.slow),
    pytest.param("block", False, id="as one block, with none", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("mode", "is_there"), EXAMPLES)
def test_every_example_of_the_help_and_of_the_page_runs(own_stage, mode, is_there):
    folder, daemon, _ = own_stage
    blocks = re.findall(r"```supercollider\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (folder / "page").write_text("".join(f"code::\n{block}\n::\n" for block in blocks))
    port = daemon.port if is_there else free_port()
    with sclang(own_stage, "quark_examples.scd", port, mode, PROGRAM, *HELP, folder / "page") as sc:
        sc.wait_for("all examples ran")
    files = [path for path in HELP if "code::\n" in path.read_text("utf-8")]
    n_examples = len(blocks) + sum(path.read_text("utf-8").count("code::\n") for path in files)
    wanted = len(files) + 1 if mode == "block" else n_examples
    assert sum(line.startswith("example in ") for line in sc.lines) == wanted > 5
    wrong = [line for line in sc.lines if re.search(r"ERROR|WARNING: OscFactor|FAILURE", line)]
    assert all(line.startswith(SAID) for line in wrong), "\n".join(sc.lines)


def test_the_help_renders_without_a_warning(stage):
    with sclang(stage, "quark_help.scd") as sc:
        sc.wait_for("all help rendered")
    rendered = {line.rpartition("/")[2] for line in sc.lines if line.startswith("rendering ")}
    assert rendered >= {path.stem for path in HELP}
    about_us = [line for line in sc.lines if "WARNING" in line or ("SCDoc" in line and "OscFactor" in line)]
    assert not about_us
