"""The SuperCollider classes: their UnitTests, every example of their help, and the help itself."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest
import soundfile

from tests.support.jackserver import start_jack
from tests.support.programs import HERE, Daemon, Program, free_port, need
from tests.support.sounds import SAMPLE_RATE, drums

pytestmark = pytest.mark.peer

QUARK = HERE.parents[1] / "supercollider" / "oscfactor"
PAGE = HERE.parents[1] / "docs" / "supercollider.md"
HELP = sorted(QUARK.glob("HelpSource/*/*.schelp"))


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    """A JACK server, a daemon that plays through it, and an environment for the language."""
    need("sclang")
    need("scsynth")
    folder = tmp_path_factory.mktemp("quark")
    soundfile.write(folder / "drums.wav", drums(), SAMPLE_RATE, subtype="FLOAT")
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


def sclang(stage, script: str, *arguments: object) -> Program:
    folder, _, env = stage
    (folder / "conf.yaml").write_text(f"includePaths:\n    - {QUARK}\nexcludePaths: []\n")
    command = [need("sclang"), "-l", folder / "conf.yaml", HERE / script, *map(str, arguments)]
    return Program(command, env={**os.environ, **env})


def test_the_classes_pass_their_own_tests(stage):
    program = Path(sys.executable).with_name("oscfactor")
    stage[2].update(QUARK_TEST_PROGRAM=str(program), QUARK_TEST_PORT=str(free_port()))
    with sclang(stage, "quark_tests.scd") as sc:
        assert sc.finish() == 0, "\n".join(sc.lines)


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


def test_every_example_of_the_help_and_of_the_page_runs(stage):
    folder, daemon, _ = stage
    blocks = re.findall(r"```supercollider\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    (folder / "page").write_text("".join(f"code::\n{block}\n::\n" for block in blocks))
    with sclang(stage, "quark_examples.scd", daemon.port, folder / "drums.wav", *HELP, folder / "page") as sc:
        sc.wait_for("all examples ran")
    n_examples = len(blocks) + sum(path.read_text("utf-8").count("code::\n") for path in HELP)
    assert sum(line.startswith("example in ") for line in sc.lines) == n_examples > 10
    wrong = [line for line in sc.lines if re.search(r"ERROR|WARNING: OscFactor|FAILURE", line)]
    assert not wrong, "\n".join(sc.lines)


def test_the_help_renders_without_a_warning(stage):
    with sclang(stage, "quark_help.scd") as sc:
        sc.wait_for("all help rendered")
    rendered = {line.rpartition("/")[2] for line in sc.lines if line.startswith("rendering ")}
    assert rendered >= {path.stem for path in HELP}
    about_us = [line for line in sc.lines if "WARNING" in line or ("SCDoc" in line and "OscFactor" in line)]
    assert not about_us
