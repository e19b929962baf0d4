"""The lines that a job prints are whole for a program, and harmless for a terminal."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from oscfactor.cli.progress import loss_text, print_path


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_path_is_unchanged_except_on_a_terminal(is_terminal: bool) -> None:
    out = io.StringIO()
    path = Path("a [red]name[/red]\x1b[31m.wav")
    print_path(Console(file=out, force_terminal=is_terminal, soft_wrap=True, highlight=False), path)
    assert out.getvalue() == (str(path) if not is_terminal else "a [red]name[/red]\\x1b[31m.wav") + "\n"


def test_there_is_no_loss_before_the_first_iteration() -> None:
    assert loss_text(0.0) == ""
    assert loss_text(1234.567) == "loss 1234.6"
