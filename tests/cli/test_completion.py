"""The Tab key: what a shell offers."""

import shutil
import subprocess

import pytest

from oscfactor.cli.completion import script
from oscfactor.cli.main import RUNS
from oscfactor.cli.parser import SHELLS, parser


def offered(*words: str) -> list[str]:
    """Return what a real bash offers behind these words; the last one is not whole yet."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    ask = f'{script(parser(RUNS), "bash")}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _shtab_oscfactor\n'
    ask += 'printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run([bash, "-c", ask, "-", "oscfactor", *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_a_shell_offers_commands_options_and_addresses() -> None:
    assert offered("fac") == ["factorize"]
    assert "--picture" in offered("factorize", "--p")
    assert offered("send", "/buffer/lo") == ["/buffer/load"]
    assert offered("reference", "/buffer/lo") == ["/buffer/load"]
    assert offered("completion", "z") == ["zsh"]


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_that_is_offered_gets_its_lines(shell: str) -> None:
    assert "factorize" in script(parser(RUNS), shell)
