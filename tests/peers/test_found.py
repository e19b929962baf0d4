"""Pd, SuperCollider and Max need no port: they find the daemon that runs on this computer."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.support.pdprogram import PATCHES, QUIET
from tests.support.programs import HERE, Daemon, Program, need
from tests.support.standin import Max

pytestmark = pytest.mark.peer

QUARK = HERE.parents[1] / "supercollider"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder in which the daemon leaves its file."""
    monkeypatch.setenv("OSCFACTOR_RUNNING", str(tmp_path / ".oscfactor" / "running"))
    return tmp_path


def test_pd_finds_the_daemon_without_a_port(home: Path):
    opened = home / "found.pd"
    opened.write_text(
        "#N canvas 0 0 450 300 12;\n#X obj 10 10 oscfactor;\n#X obj 10 40 print up;\n#X connect 0 0 1 0;\n"
    )
    command = [need("pd"), *QUIET, "-noaudio", "-path", PATCHES, "-open", opened]
    with Daemon(home) as daemon, Program(command, env={**os.environ, "HOME": str(home)}) as pd:
        pd.wait_for(f"connected to 127.0.0.1 port {daemon.port}")
        assert not [line for line in pd.lines if "error" in line]


def test_supercollider_finds_the_daemon_without_a_port(home: Path):
    need("sclang")
    (home / "conf.yaml").write_text(f"includePaths:\n    - {QUARK}\nexcludePaths: []\n")
    env = {
        **os.environ,
        **dict.fromkeys(("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"), str(home)),
        "QT_QPA_PLATFORM": "offscreen",
        "QTWEBENGINE_DISABLE_SANDBOX": "1",
    }
    del env["OSCFACTOR_RUNNING"]  # it is found in the home folder
    with (
        Daemon(home) as daemon,
        Program([need("sclang"), "-l", home / "conf.yaml", HERE / "found.scd"], env=env) as sc,
    ):
        sc.wait_for(f"found 127.0.0.1 {daemon.port}")
        sc.wait_for("answers true")


def test_max_finds_the_daemon_without_a_port(home: Path):
    box = {"id": "obj-1", "maxclass": "newobj", "text": "oscfactor", "numinlets": 1, "numoutlets": 3}
    (home / "found.maxpat").write_text(json.dumps({"patcher": {"boxes": [{"box": box}], "lines": []}}))
    with Daemon(home) as daemon, Max(daemon.port, home / "found.maxpat") as patch:
        patch.until("post", f"oscfactor: connected to 127.0.0.1 port {daemon.port}\n")
