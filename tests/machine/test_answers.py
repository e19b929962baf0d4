"""A program that answers over its stdout, as the daemon reads it."""

import pickle
import subprocess
import sys

HEAD = "from oscfactor.machine.answers import Answers, begin\nimport threading\nanswers = Answers(begin())\n"


def run(code: str) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end; it reads nothing."""
    return subprocess.run([sys.executable, "-c", HEAD + code], stdin=subprocess.DEVNULL, capture_output=True)


def test_all_answers_leave_in_order_and_what_a_library_prints_is_none_of_them() -> None:
    done = run("print('a word', flush=True)\nfor i in range(3): answers.tell('n', i)\nanswers.finish()")
    assert done.returncode == 0, done.stderr
    assert b"a word" in done.stderr
    rest, told = done.stdout, []
    while rest:
        told.append(pickle.loads(rest))
        rest = rest[len(pickle.dumps(told[-1], pickle.HIGHEST_PROTOCOL)) :]
    assert told == [("n", 0), ("n", 1), ("n", 2)]


def test_a_thread_that_fails_ends_the_program_with_its_fault() -> None:
    code = "thread = threading.Thread(target=lambda: 1 / 0)\nthread.start()\nthreading.Event().wait(60)"
    done = run(code)
    assert done.returncode == 1
    assert b"ZeroDivisionError" in done.stderr
