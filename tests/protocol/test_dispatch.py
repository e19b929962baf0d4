"""Every request ends in exactly one `done` or `fail`, in order, whatever its handler does."""

import asyncio
import logging
import time

import pytest

from oscfactor.protocol import packets, underway
from oscfactor.protocol.encoding import encode_bundle, encode_message
from tests.support.dispatching import Bench, bench

PACED = (
    "test_a_large_packet_holds_up_nobody_else_and_is_not_overtaken",
    "test_packets_that_wait_are_bounded",
    "test_after_the_end_nothing_more_is_done",
)


@pytest.fixture(autouse=True)
def _unhurried(request, monkeypatch):
    """Let one turn of the loop take all that a test sends, but where the turns are what it tests."""
    if request.node.name not in PACED:
        monkeypatch.setattr(packets, "TURN", 60.0)


@bench
async def test_a_plain_handler_is_answered_at_once(b):
    b.ask("/plain", 1)
    assert b.heard == [("done", "/plain", 1.0)]


@bench
async def test_answers_stand_before_done(b):
    b.ask("/tell")
    assert b.heard == [("before", 1), ("done", "/tell")]


@bench
async def test_the_order_of_a_bundle_is_the_order_in_which_things_begin(b):
    b.dispatcher.receive(
        encode_bundle(encode_message(a, [x]) for a, x in [("/gate/one", 1), ("/plain", 2), ("/gate/two", 3)]),
        b.client,
    )
    assert b.began == [1, 2, 3]
    assert b.heard == [("done", "/plain", 2.0)]
    b.open(3)
    await b.settle()
    b.open(1)
    await b.settle()
    assert b.heard[1:] == [("done", "/gate/two", 3.0), ("done", "/gate/one", 1.0)]


@bench
async def test_a_handler_may_return_a_future(b):
    b.ask("/future")
    b.open("future")
    await b.settle()
    assert b.heard == [("done", "/future", "from a future")]


@bench
async def test_our_errors_are_told_with_their_code_and_the_arguments(b):
    b.ask("/busy", 1, "two", 0.5, b"x", True, None)
    assert b.heard[0][:3] == ("fail", "/busy", "argument")
    b.ask("/busy")
    assert b.heard[1] == ("fail", "/busy", "busy", "the buffer is being factorized")
    b.ask("/plain", "no", 7)
    assert b.heard[2] == ("fail", "/plain", "argument", "x must be a number, got 'no'", "no", 7)


@bench
async def test_a_fault_of_ours_is_logged_and_answered_and_stops_nothing(b, caplog):
    with caplog.at_level(logging.ERROR):
        b.dispatcher.receive(
            encode_bundle([encode_message(a) for a in ("/broken", "/broken/later", "/wrong", "/tell")]),
            b.client,
        )
        await b.settle()
    codes = {m[1]: m[2] for m in b.heard if m[0] == "fail"}
    assert codes == {"/broken": "internal", "/broken/later": "internal", "/wrong": "internal"}
    assert ("done", "/tell") in b.heard
    assert caplog.text.count("Traceback") == 3


@bench
async def test_too_many_open_files_are_a_limit_and_no_fault(b):
    b.ask("/no/files")
    assert b.heard[0][:3] == ("fail", "/no/files", "limit")
    assert "too many files are open" in b.heard[0][3]


@bench
async def test_a_stranger_does_not_read_what_a_fault_is_made_of(b):
    heard = []
    b.ask("/broken", client=b.new_client(heard, host="10.0.0.1"))
    assert heard[0].args[:2] == ("/broken", "internal")
    assert "ZeroDivision" not in heard[0].args[2]


@bench
async def test_a_pattern_reaches_every_command_each_with_its_own_answer(b):
    b.ask("/gate/*", 5)
    assert b.began == [5, 5]
    b.ask("/{plain,busy}", 1)
    assert {m[:2] for m in b.heard} == {("done", "/plain"), ("fail", "/busy")}


@bench
async def test_an_unknown_address_names_the_nearest(b):
    b.ask("/plian", 3)
    b.ask("/x*y")
    b.ask("/*" + "*a" * 14)
    assert [m[:3] for m in b.heard] == [
        ("fail", "/plian", "unknown-command"),
        ("fail", "/x*y", "unknown-command"),
        ("fail", "/*" + "*a" * 14, "unknown-command"),
    ]
    assert "/plain" in b.heard[0][3]
    assert b.heard[0][4:] == (3,)


@bench
async def test_a_bad_pattern_is_malformed(b):
    b.ask("/a[b")
    assert b.heard[0][:3] == ("fail", "/a[b", "malformed")


@bench
async def test_what_is_no_packet_is_answered_malformed(b):
    b.dispatcher.receive(b"GET / HTTP/1.1\r\n", b.client)
    b.dispatcher.receive(b"/plain\0\0,zz\0", b.client)
    assert [m[:3] for m in b.heard] == [("fail", "/", "malformed"), ("fail", "/plain", "malformed")]


@bench
async def test_answers_are_never_answered(b):
    # Else two daemons that hear each other would talk for ever.
    b.ask("/oscfactor/fail", "/x", "internal", "…")
    b.ask("/oscfactor/*")
    assert b.heard == []


@bench
async def test_a_fail_is_short_however_long_the_request_was(b):
    b.ask("/nothing" * 1000, "x" * 60_000, b"y" * 60_000, *range(9000))
    assert sum(len(str(arg)) for arg in b.heard[0]) < 6000


@bench
async def test_sync_waits_for_what_was_asked_earlier_and_for_nothing_else(b):
    b.ask("/gate/one", 1)
    b.ask("/sync", 7)
    b.ask("/gate/one", 2)
    b.ask("/sync", 8)
    await b.settle()
    assert b.heard == []
    b.open(1)
    await b.settle()
    assert b.heard == [("done", "/gate/one", 1.0), ("synced", 7), ("done", "/sync", 7)]
    b.open(2)
    await b.settle()
    assert b.heard[3:] == [("done", "/gate/one", 2.0), ("synced", 8), ("done", "/sync", 8)]


@bench
async def test_sync_does_not_wait_for_other_clients(b):
    other = []
    b.ask("/gate/one", 1, client=b.new_client(other))
    b.ask("/sync", 7)
    assert b.heard == [("synced", 7), ("done", "/sync", 7)]


@bench
async def test_too_many_under_way_are_refused_but_plain_commands_still_work(b):
    for i in range(underway.MAX_UNDER_WAY_PER_CLIENT + 1):
        b.ask("/gate/one", i)
    b.ask("/plain", 1)
    assert [m[:3] for m in b.heard] == [("fail", "/gate/one", "limit"), ("done", "/plain", 1.0)]


@bench
async def test_the_patterns_of_one_packet_reach_a_bounded_number_of_commands(b):
    b.dispatcher.receive(encode_bundle([encode_message("//tell")] * 2000), b.client)
    await b.worked_off()
    done = [m for m in b.heard if m[0] == "done"]
    failed = [m for m in b.heard if m[0] == "fail"]
    assert len(done) == packets.MAX_MATCHES
    assert {m[2] for m in failed} == {"limit"}
    assert len(done) + len(failed) == 2000


@bench
async def test_near_addresses_are_sought_for_a_few_of_a_packet_only(b):
    # It is slow: a datagram of five thousand unknown addresses would hold the daemon up for seconds.
    b.dispatcher.receive(encode_bundle([encode_message(f"/plain{i}") for i in range(2000)]), b.client)
    await b.worked_off()
    assert len(b.heard) == 2000
    assert sum("did you mean" in m[3] for m in b.heard) == packets.MAX_HINTS


@bench
async def test_a_large_packet_holds_up_nobody_else_and_is_not_overtaken(b):
    b.dispatcher.receive(encode_bundle([encode_message("/plain", [i]) for i in range(5000)]), b.client)
    b.ask("/plain", 5000)
    b.ask("/sync", 7)
    b.dispatcher.receive(b"rubbish", b.client)
    assert len(b.heard) < 5000
    other = []
    b.ask("/plain", -1, client=b.new_client(other))
    await b.settle()
    assert len(other) == 1
    await b.worked_off()
    assert [m[:2] for m in b.heard[-4:]] == [
        ("done", "/plain"),
        ("synced", 7),
        ("done", "/sync"),
        ("fail", "/"),
    ]
    assert [x for x in b.began if x >= 0] == list(range(5001))


@bench
async def test_packets_that_wait_are_bounded(b):
    for _ in range(600):
        b.dispatcher.receive(encode_bundle([encode_message("/plain", [1])] * 2500), b.client)
    refused = len([m for m in b.heard if m[:3] == ("fail", "/", "limit")])
    assert refused > 100
    assert sum(len(p) for p in list(b.client.packets)[1:]) <= packets.MAX_WAITING_OF_ONE
    others = []
    other = b.new_client(others, port=2)
    for _ in range(3):
        b.dispatcher.receive(encode_bundle([encode_message("/plain", [1])] * 2500), other)
    assert not [m for m in others if m.address.endswith("fail")], "there is room for others"


@bench
async def test_without_a_dump_nothing_of_what_comes_is_logged(b, caplog):
    with caplog.at_level(logging.DEBUG):
        b.ask("/plain", 1)
        b.dispatcher.receive(b"?", b.client)
    assert caplog.text == ""


@bench
async def test_a_dump_logs_what_comes(b, caplog):
    b.dispatcher.dump_level = 2
    with caplog.at_level(logging.INFO):
        b.ask("/plain", 1)
        b.dispatcher.receive(b"?", b.client)
    assert "udp 127.0.0.1:1: /plain (1,)" in caplog.text
    assert "2f706c61" in caplog.text


def test_at_the_end_what_is_under_way_is_answered_cancelled():
    async def body():
        b = Bench()
        b.ask("/gate/one", 1)
        b.dispatcher.receive(encode_bundle([encode_message("/plain", [2])], time.time() + 60), b.client)
        await b.dispatcher.close()
        assert [m[:3] for m in b.heard] == [
            ("fail", "/gate/one", "cancelled"),
            ("fail", "/plain", "cancelled"),
        ]
        assert not b.client.pending

    asyncio.run(body())


def test_after_the_end_nothing_more_is_done():
    async def body():
        b = Bench()
        b.dispatcher.receive(encode_bundle([encode_message("/plain", [1])] * 5000), b.client)
        await b.dispatcher.close()
        n_heard = len(b.heard)
        b.ask("/plain", 2)
        await b.settle()
        assert len(b.heard) == n_heard < 5000

    asyncio.run(body())


@bench
async def test_what_comes_many_times_a_second_is_not_answered_and_fails_once_a_second(b):
    for x in (1.0, -1.0, 2.0, "no", -1.0):
        b.ask("/quiet", x)
    assert b.heard == [("fail", "/quiet", "busy", "it is busy", -1.0)]
    other = []
    b.ask("/quiet", "no", client=b.new_client(other, port=2))
    assert len(other) == 1
    b.client.quiet_until = b.loop.time()
    b.ask("/quiet", "no")
    assert b.heard[1:] == [("fail", "/quiet", "argument", "x must be a number, got 'no'", "no")]
    b.ask("/sync", 1)
    await b.settle()
    assert b.heard[-1] == ("done", "/sync", 1)
