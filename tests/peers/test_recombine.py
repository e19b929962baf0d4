"""Recombining over the wire: the laws of the matrix and of undo, and what Pd and SuperCollider draw."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.peers.test_pd import QUIET
from tests.peers.test_sclang import sclang
from tests.support.programs import HERE, Daemon, Program, need
from tests.support.wire import Udp

pytestmark = pytest.mark.peer
CURVE = np.array([0.5, 1.25, 0.1, 3.75, 0, 2.5, 100, 0.333], np.float32)


@pytest.fixture
def drums(peer: Udp, sound: Path) -> Udp:
    """A daemon in which `drums` has three components as they were found."""
    peer.done("/buffer/load", "drums", str(sound))
    peer.done("/buffer/factorize", "drums", 3, "iterations", 10)
    return peer


def activation(peer: Udp, k: int, offset: int = 0, count: int = 512) -> np.ndarray:
    reply = peer.done("/component/activation", "drums", k, offset, count)
    return np.array(reply.one("/oscfactor/activation")[4:], np.float32)


def basis(peer: Udp, k: int, offset: int = 0, count: int = 512) -> np.ndarray:
    return np.array(
        peer.done("/component/basis", "drums", k, offset, count).one("/oscfactor/basis")[4:], "f4"
    )


def matrix(peer: Udp) -> np.ndarray:
    rows = peer.done("/matrix/get", "drums").all("/oscfactor/matrix")
    return np.array([row[3:] for row in sorted(rows, key=lambda row: row[1])])


def layers(peer: Udp) -> np.ndarray:
    return np.stack([peer.pull("drums", k) for k in range(3)])


def test_an_identity_matrix_and_undone_edits_change_no_bit(drums: Udp):
    before = layers(drums)
    drums.done("/matrix/identity", "drums")
    assert np.array_equal(layers(drums), before)
    drums.done("/matrix/random", "drums", "permutation", 1, "seed", 5)
    assert not np.array_equal(layers(drums), before)
    drums.done("/matrix/shuffle", "drums", "seed", 5, "inverse", 1)
    assert np.array_equal(layers(drums), before)
    for edit in (
        ("/activation/shift", "drums", 0, 0.1),
        ("/activation/random", "drums", -1, 0.2, 4),
        ("/activation/quantize", "drums", -1, 120.0),
        ("/basis/transpose", "drums", 1, 5.0),
        ("/basis/random", "drums", 2, 9.0, 1),
        ("/matrix/scale", "drums", 0.5),
        ("/edit/masks", "drums", "exponent", 2.0, "residual", 1),
    ):
        drums.done(*edit)
    assert not np.array_equal(layers(drums), before)
    for _ in range(7):
        drums.done("/edit/undo", "drums")
    assert np.array_equal(layers(drums), before)
    for _ in range(7):
        drums.done("/edit/redo", "drums")
    assert drums.fail("/edit/redo", "drums", code="not-found") == "there is nothing to redo"
    assert len(drums.pull("drums", 3)) == len(before[0])  # the residual
    drums.done("/edit/reset", "drums")
    assert np.array_equal(layers(drums), before)


def test_shift_there_and_back_and_reverse_twice_change_no_bit(drums: Udp):
    before, sounded = activation(drums, 1), layers(drums)
    drums.done("/activation/shift", "drums", 1, 7, "unit", "frames")
    assert np.array_equal(activation(drums, 1), np.roll(before, 7))
    drums.done("/activation/shift", "drums", 1, -7, "unit", "frames")
    drums.done("/activation/reverse", "drums", 1)
    drums.done("/activation/reverse", "drums", 1)
    assert np.array_equal(activation(drums, 1), before)
    assert np.array_equal(layers(drums), sounded)


def test_the_same_seed_deals_the_same_matrix(drums: Udp):
    dealt = []
    for seed in (3, 4, 3):
        drums.done("/matrix/random", "drums", 0.7, seed)
        dealt.append(matrix(drums))
    assert np.array_equal(dealt[0], dealt[2])
    assert not np.array_equal(dealt[0], dealt[1])
    drums.done("/matrix/set", "drums", -1, 2, 0.25)
    assert (matrix(drums)[:, 2] == 0.25).all()
    drums.done("/matrix/clear", "drums")
    assert not layers(drums).any()


def test_cells_are_muted_and_soloed_and_keep_their_gains(drums: Udp):
    before, zeros = layers(drums), np.zeros_like(drums.pull("drums", 0))
    drums.done("/matrix/mute", "drums", -1, 1, 1)
    drums.done("/matrix/solo", "drums", 2, -1, 1)
    assert np.array_equal(layers(drums), [zeros, zeros, before[2]])
    reply = drums.done("/matrix/get", "drums")
    assert [row[1:] for row in reply.all("/oscfactor/cell")] == [
        *((0, 1, 1, 0), (1, 1, 1, 0)),
        *((2, 0, 0, 1), (2, 1, 1, 1), (2, 2, 0, 1)),
    ]
    assert np.array_equal(matrix(drums), np.eye(3))
    drums.done("/matrix/identity", "drums")  # gains alone
    drums.done("/matrix/solo", "drums", -1, -1, 0)
    assert np.array_equal(layers(drums), [before[0], zeros, before[2]])
    drums.done("/matrix/mute", "drums", 1, 1, 0)
    assert np.array_equal(layers(drums), before)
    drums.done("/edit/undo", "drums")
    drums.done("/edit/reset", "drums")
    assert np.array_equal(layers(drums), before)
    drums.done("/edit/undo", "drums")
    assert np.array_equal(layers(drums), [before[0], zeros, before[2]])


def test_cells_are_exported(drums: Udp, tmp_path: Path):
    component = drums.pull("drums", 1)
    reply = drums.done("/matrix/export", "drums", 1, 1, str(tmp_path))
    path = reply.one("/oscfactor/file")[3]
    cell, _ = soundfile.read(path, dtype="float32")
    assert np.abs(cell[:, 0] - component).max() < 1e-6
    drums.done("/matrix/phase", "drums", "source")
    other = drums.done("/matrix/export", "drums", 0, 2, str(tmp_path)).one("/oscfactor/file")[3]
    drums.done("/matrix/clear", "drums")
    drums.done("/matrix/set", "drums", 0, 2, 1.0)
    drums.done("/matrix/mute", "drums", 0, 2, 1)
    assert not drums.pull("drums", 0).any()
    other = drums.done("/matrix/export", "drums", 0, 2, str(tmp_path)).one("/oscfactor/file")[3]
    drums.done("/matrix/mute", "drums", 0, 2, 0)
    cell, _ = soundfile.read(other, dtype="float32")
    assert np.array_equal(cell[:, 0], drums.pull("drums", 0))
    assert Path(other).name == "drums-00x02.wav"
    assert "no component 3" in drums.fail("/matrix/export", "drums", 3, 0, str(tmp_path), code="argument")


@pytest.mark.parametrize("phase", ["source", "pghi", "griffinlim"])
def test_exported_cells_add_up_to_the_exported_row(drums: Udp, tmp_path: Path, phase: str):
    drums.done("/matrix/phase", "drums", phase)
    drums.done("/matrix/random", "drums", 1.0, 3)
    gains = matrix(drums)[0]
    paths = [
        drums.done("/matrix/export", "drums", 0, j, str(tmp_path)).one("/oscfactor/file")[3] for j in range(3)
    ]
    row = soundfile.read(drums.done("/component/export", "drums", 0, str(tmp_path)).one("/oscfactor/file")[2])
    cells = sum(gain * soundfile.read(path)[0] for gain, path in zip(gains, paths, strict=True))
    assert 20 * np.log10(np.linalg.norm(cells - row[0]) / np.linalg.norm(row[0])) < -100


def test_a_sound_crossed_with_itself_is_itself(drums: Udp):
    drums.done("/cross/make", "crossed", "drums", "drums")
    made, given = drums.read("crossed"), drums.read("drums")
    assert 20 * np.log10(np.linalg.norm(made - given) / np.linalg.norm(given)) < -60
    drums.done("/cross/make", "again", "crossed", "drums", "match", "none", "morph", 0.5)
    assert len(drums.pull("again", 2)) == len(given)
    drums.done("/buffer/free", "again")
    drums.done("/buffer/free", "crossed")


def test_what_cannot_be_is_told_and_changes_nothing(drums: Udp):
    before = layers(drums)
    n_undo = drums.done("/matrix/identity", "drums").last.args[-1]
    for address, *args in (
        ("/matrix/set", "drums", 3, 0, 1.0),
        ("/matrix/set", "drums", 0, 0, -1.0),
        ("/activation/set", "drums", 0, 0, 1.0, -1.0),
        ("/activation/set", "drums", 0, 10**6, 1.0),
        ("/activation/stretch", "drums", 0, 0.0),
        ("/activation/copy", "drums", 0, 7),
        ("/basis/swap", "drums", 0, 3),
        ("/basis/filter", "drums", 5, 1.0, 2.0),
        ("/matrix/phase", "drums", "magic"),
    ):
        drums.fail(address, *args, code="argument")
    drums.fail("/activation/copy", "drums", 0, 0, "nobody", code="not-found")
    assert drums.done("/matrix/identity", "drums").last.args[-1] == n_undo + 1
    assert np.array_equal(layers(drums), before)


def test_pd_draws_an_array_and_reads_it_back(drums: Udp, daemon: Daemon, tmp_path: Path):
    drawn, back = tmp_path / "drawn.wav", tmp_path / "back.wav"
    config = f"config {daemon.port} {drawn} {back}"
    with Program([need("pd"), *QUIET, "-open", HERE / "draw.pd", "-send", config]) as pd:
        assert pd.finish() == 0
    assert "couldn't create" not in pd.output
    assert "fail" not in pd.output
    for path in (drawn, back):
        assert np.array_equal(soundfile.read(path, dtype="float32")[0][:8], CURVE), path
    assert np.array_equal(activation(drums, 1, 5, 8), CURVE)


def test_sclang_draws_reads_back_and_undoes(drums: Udp, daemon: Daemon, tmp_path: Path):
    before = activation(drums, 0), basis(drums, 0)
    with sclang(tmp_path, "draw.scd", daemon.port) as sc:
        assert sc.finish() == 0
    for what in ("activation", "basis"):
        (line,) = [line for line in sc.lines if line.startswith(f"{what}: ")]
        values = np.array([float(x) for x in line.split("[")[1].strip(" ]").split(",")], np.float32)
        assert np.allclose(values, CURVE, rtol=1e-6)
    undone = [line for line in sc.lines if line.startswith("undone: ")]
    assert ["/basis/set" in undone[0], "/activation/set" in undone[1]] == [True, True]
    assert np.array_equal(activation(drums, 0), before[0])
    assert np.array_equal(basis(drums, 0), before[1])
