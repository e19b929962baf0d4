"""What docs/state.md tells people to type works."""

import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.programs import Daemon
from tests.support.sounds import SAMPLE_RATE, drums

PAGE = (Path(__file__).parent.parent / "docs" / "state.md").read_text("utf-8")


@pytest.fixture
def listening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start_daemon) -> Daemon:
    (tmp_path / "demo").mkdir()
    soundfile.write(tmp_path / "demo" / "loop.wav", np.asarray(drums(0.3)), SAMPLE_RATE, subtype="FLOAT")
    monkeypatch.chdir(tmp_path)
    return start_daemon()


def test_the_example_in_python_prints_what_the_page_says(
    listening: Daemon, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    exec(example.replace("Client()", f"Client(port={listening.port}, timeout=60)"), {})
    expected = [f"/sound/loop/{k}/gain 1" for k in range(4)]
    assert capsys.readouterr().out.splitlines() == [*expected, "/sound/loop/2/gain 0.5"]


def test_every_address_on_the_page_is_there() -> None:
    from oscfactor.protocol.commands import COMMANDS, EVENTS
    from oscfactor.protocol.leaves import find
    from oscfactor.protocol.wire import ALIVE, DONE, GONE, VALUE

    known = {*COMMANDS, *(event.address for event in EVENTS), ALIVE, DONE, GONE, VALUE}
    for address in set(re.findall(r"(?<![\w.…/*])/[a-z]+(?:/\w+)*", PAGE)):
        plain = address.replace("/K/", "/0/")
        is_branch = address in ("/sound/drums", "/sound/loop", "/sound/my", "/sound", "/sound/drums/matrix/0")
        assert plain in known or find(plain) or is_branch, address
