"""Events of a request: to its asker, and to every subscriber but the asker."""

from oscfactor.handlers.telling import notice, progress, tell
from tests.handlers.conftest import FakeRequest


def test_an_event_goes_to_the_asker_and_once_to_all_others(bench):
    request = FakeRequest("/x")
    tell(bench.session, request, "/oscfactor/event", "n", 1)
    assert request.sent == [("/oscfactor/event", "n", 1)]
    assert bench.events == [("/oscfactor/event", "n", 1, "the asker")]


def test_progress_and_notices_are_events(bench, caplog):
    request = FakeRequest("/x")
    progress(bench.session, request, "n")(0.5, 3, 2.0)
    notice(bench.session, request)("n", "/a/kick\n.wav", "it is cut off")
    assert request.sent == [
        ("/oscfactor/progress", "n", 0.5, 3, 2.0),
        ("/oscfactor/notice", "n", "n: it is cut off"),
    ]
    assert caplog.messages == [r"/a/kick\n.wav: it is cut off"]


def test_a_job_tells_how_far_it_is(bench):
    _, sent = bench.ask("/buffer/factorize", "other", 2, "fft", 256, "hop", 64, "iterations", 2, "cache", 0)
    assert sent[-1][:3] == ("/oscfactor/progress", "other", 1.0)
    assert (*sent[-1], "the asker") in bench.events
