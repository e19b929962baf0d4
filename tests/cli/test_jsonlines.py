"""What a script reads: a JSON value a line."""

import json
import math
import subprocess

import pytest

from oscfactor.cli.jsonlines import print_message
from oscfactor.client import Client, Message
from oscfactor.machine.launch import command
from tests.support.commandline import run
from tests.support.programs import Daemon


def test_a_message_is_json_whatever_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    print_message(Message("/a", ("für\n", 1, 0.5, b"\x01\xff", math.inf, math.nan)))
    line = capsys.readouterr().out
    assert line.count("\n") == 1
    assert json.loads(line, parse_constant=pytest.fail) == {
        "address": "/a",
        "args": ["für\n", 1, 0.5, "01ff", None, None],
    }


def test_answers_are_json_for_who_asks(daemon: Daemon, client: Client) -> None:
    client.request("/buffer/alloc", "scripted", 100)
    done = run("send", "--json", "/buffer/info", "scripted", "--port", str(daemon.port))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0]["address"] == "/oscfactor/buffer"
    assert lines[0]["args"][:3] == ["scripted", 1, 100]
    assert lines[1] == {"address": "/oscfactor/done", "args": ["/buffer/info", "scripted"]}
    failed = run("send", "--json", "/buffer/info", "nobody", "--port", str(daemon.port))
    assert (failed.returncode, json.loads(failed.stdout)["args"][1]) == (1, "not-found")


def test_values_are_json_for_who_asks(daemon: Daemon, client: Client) -> None:
    client.request("/buffer/alloc", "watched", 100)
    arguments = command("listen", "--json", "/sound/watched/gain", "--port", str(daemon.port))
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        lines = map(json.loads, process.stdout)
        assert {"address": "/sound/watched/gain", "args": [1.0]} in lines
        process.terminate()


def test_devices_are_json_for_who_asks() -> None:
    done = run("devices", "--json")
    for line in done.stdout.splitlines():
        assert {"index", "name", "api", "n_channels"} <= json.loads(line).keys()
    assert "Traceback" not in done.stderr
