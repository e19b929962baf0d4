"""The scripts of the Max package against the types of Max's JavaScript."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from oscfactor.protocol.commands import COMMANDS, EVENTS
from oscfactor.protocol.wire import DONE, FAIL
from tests.support.programs import missing, need
from tests.support.standin import NODE, PACKAGE
from tools.clients.stubs import stubs

pytestmark = pytest.mark.peer

SCRIPTS = sorted((PACKAGE / "javascript").glob("oscfactor.*.js"))
OPTIONS = [
    "--allowJs",
    "--checkJs",
    "--noEmit",
    "--target",
    "es5",
    "--lib",
    "es5",
    "--types",
    "maxmsp",
    "--strictNullChecks",
]


@pytest.fixture(scope="module")
def compiler(pytestconfig: pytest.Config) -> list[str]:
    """Return the command that checks types; its npm packages are kept in pytest's cache."""
    folder = pytestconfig.cache.mkdir("oscfactor-max-types")
    lock = (NODE / "package-lock.json").read_text("utf-8")
    stamp = folder / "installed"
    if not stamp.exists() or stamp.read_text("utf-8") != lock:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(NODE / name, folder)
        command = [need("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100)
        if done.returncode:
            missing(f"npm's @types/maxmsp (npm ci said: {done.stderr[-300:]})")
        stamp.write_text(lock, encoding="utf-8")
    modules = folder / "node_modules"
    tsc = str(modules / "typescript" / "bin" / "tsc")
    return [need("node"), tsc, *OPTIONS, "--typeRoots", str(modules / "@types")]


def test_types_and_that_a_wrong_one_would_be_found(compiler, tmp_path):
    wrong = tmp_path / "wrong.js"
    wrong.write_text('var b = new Buffer("a"); b.poke("one", 0, []); outlet("left", 1);\nvar c = () => 1;\n')
    # One run for each: a script is a program of its own, with its own `anything`.
    runs = [
        subprocess.Popen([*compiler, str(script)], stdout=subprocess.PIPE, text=True)
        for script in (wrong, *SCRIPTS)
    ]
    first, *others = [run.communicate(timeout=100)[0] for run in runs]
    assert first.count("error TS") == 2
    assert others == [""] * len(SCRIPTS)
    assert [run.returncode for run in runs[1:]] == [0] * len(SCRIPTS)


def test_no_message_calls_a_function_that_is_not_meant_for_it():
    # Max calls the function that has a message's name, and only without one `anything`.
    answers = {a.address for command in COMMANDS.values() for a in command.answers}
    words = {address.removeprefix("/oscfactor/") for address in (*answers, DONE, FAIL)}
    words |= {e.address.removeprefix("/oscfactor/") for e in EVENTS}
    words |= {stub.message.split()[0] for of_object in stubs().values() for stub in of_object}
    words |= {"to", "from", "port", "target", "listen", "osc", "start"}
    for script in SCRIPTS:
        functions = set(re.findall(r"^function (\w+)", script.read_text("utf-8"), re.M))
        assert functions & words <= {"list"}, script.name


def test_the_scripts_keep_to_what_max_8_reads():
    for script in SCRIPTS:
        text = script.read_text("utf-8")
        for newer in ("=>", "`${", "\tlet ", "\tconst ", "\nconst ", "\nlet ", "class "):
            assert newer not in text, (script.name, newer)
