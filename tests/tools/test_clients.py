"""Every file that repeats the command table agrees with it."""

from pathlib import Path

import pytest

from tools.clients.__main__ import files

FILES = files()
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_generated_file_is_up_to_date(path: Path) -> None:
    # In bytes: lines end alike on every system.
    assert path.read_bytes() == FILES[path], "run: make docs"
