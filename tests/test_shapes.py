"""Bases and activations have one order of axes: nobody turns them but who computes and who holds them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TURNS = {"T", "transpose", "swapaxes", "moveaxis"}
FACTORS = {"W", "H", "bases", "activations", "found"}

# Sound files, the card and resampling interleave samples.
INTERLEAVE = {
    "cli/demo",
    "cli/demo_layers",
    "compute/bounce",
    "files/audiosource",
    "files/audiowriter",
    "files/growingwav",
    "realtime/inputring",
    "realtime/renderer/player",
    "realtime/ring",
}
# Products of matrices, as the kernels form them.
ALGEBRA = {"bench/_updates", "tests/support/naive"}


def turned(path: Path) -> Iterator[str]:
    """Yield the name of all whose axes a file turns, as far as it has one."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    imported = {a.asname or a.name for n in nodes if isinstance(n, ast.ImportFrom) for a in n.names}
    for node in nodes:
        if isinstance(node, ast.Attribute) and node.attr in TURNS:
            name = getattr(node.value, "attr", getattr(node.value, "id", ""))
            if name not in imported:  # `bases.transpose` of the module `bases` is an edit
                yield name


def name_of(path: Path, folder: Path) -> str:
    return path.relative_to(folder).with_suffix("").as_posix()


def test_only_dsp_and_model_turn_axes() -> None:
    package = ROOT / "oscfactor"
    turning = {name_of(path, package) for path in package.rglob("*.py") if [*turned(path)]}
    outside = {name for name in turning if name.split("/")[0] not in ("dsp", "model")}
    assert outside == INTERLEAVE


@pytest.mark.parametrize("folder", ["bench", "tests"])
def test_nobody_turns_bases_or_activations_to_test_or_measure(folder: str) -> None:
    turning = {name_of(path, ROOT) for path in (ROOT / folder).rglob("*.py") if {*turned(path)} & FACTORS}
    own = {name for name in turning if name.startswith(("tests/dsp/", "tests/model/"))}
    assert turning - own - ALGEBRA == set()
