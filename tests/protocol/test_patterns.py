"""Address patterns: what they match, and that no pattern can keep the daemon busy."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscfactor.errors import MalformedError
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.patterns import MAX_LENGTH, is_pattern, matches


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("/status", "/status"),
        ("/stat*", "/status"),
        ("/*", "/status"),
        ("/s*t*s", "/status"),
        ("/status*", "/status"),
        ("/st?tus", "/status"),
        ("/*/info", "/buffer/info"),
        ("/buffer/*", "/buffer/info"),
        ("/b*r/i?fo", "/buffer/info"),
        ("/buffer/{load,info}", "/buffer/info"),
        ("/buffer/{i,in,inf}{fo,o}", "/buffer/info"),
        ("/buffer/{,in}{info,fo}", "/buffer/info"),
        ("/buffer/[a-k]nfo", "/buffer/info"),
        ("/buffer/[!a-h]nfo", "/buffer/info"),
        ("/a[-b]", "/a-"),
        ("/a[b-]", "/a-"),
        ("/a[x!]", "/a!"),
        ("//info", "/buffer/info"),
        ("//info", "/a/b/c/info"),
        ("//info", "/info"),
        ("/a//d", "/a/b/c/d"),
        ("/a//d", "/a/d"),
        ("//", "/a/b"),
        ("//*", "/a/b/c"),
    ],
)
def test_a_pattern_matches(pattern, address):
    assert matches(pattern, address)


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("/status", "/statu"),
        ("/statu", "/status"),
        ("/*", "/buffer/info"),
        ("/?", "/ab"),
        ("/b*", "/status"),
        ("/buffer*info", "/buffer/info"),
        ("/buffer?info", "/buffer/info"),
        ("/buffer/{load,inf}", "/buffer/info"),
        ("/buffer/[!i]nfo", "/buffer/info"),
        ("/buffer/[z-a]nfo", "/buffer/info"),
        ("//in", "/buffer/info"),
        ("/a//d", "/b/c/d"),
        ("/STATUS*", "/status"),
    ],
)
def test_a_pattern_does_not_match(pattern, address):
    assert not matches(pattern, address)


@pytest.mark.parametrize("pattern", ["/a[b", "/a]b", "/a{b", "/a}b", "/a{b/c}", "/{{a}}", "/*" + "a" * 255])
def test_what_is_no_pattern_says_so(pattern):
    with pytest.raises(MalformedError):
        matches(pattern, "/status")


def test_only_a_pattern_is_one():
    assert not any(is_pattern(address) for address in COMMANDS)
    assert all(map(is_pattern, ["/a*", "/a?", "/[a]", "/{a}", "/a//b", "/a]"]))


@pytest.mark.parametrize(
    "pattern",
    [
        "/" + "*a" * 14 + "b",
        "/" + "*" * (MAX_LENGTH - 1),
        "/" + "*?" * 100 + "x",
        "/" + "{a,aa,aaa}" * 25,
        "/" + "{,a}" * 60 + "b",
        "/" + "[!b]*" * 50,
        "//" * 120,
        "/" + "/*" * 120,
    ],
)
def test_hostile_patterns_take_less_than_a_millisecond_an_address(pattern):
    address = "/" + "a" * 30
    deep = "/a" * 15
    matches(pattern, address)
    fastest = min(_seconds(pattern, address) + _seconds(pattern, deep) for _ in range(5))
    assert fastest < 2e-3


def _seconds(pattern, address):
    began = time.perf_counter()
    matches(pattern, address)
    return time.perf_counter() - began


def slow_truth(pattern: str, text: str) -> bool:
    """Stars and question marks in one segment, by plain recursion."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return slow_truth(pattern[1:], text) or (bool(text) and slow_truth(pattern, text[1:]))
    return bool(text) and pattern[0] in ("?", text[0]) and slow_truth(pattern[1:], text[1:])


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_stars_and_question_marks_agree_with_plain_recursion(pattern, text):
    if pattern:
        assert matches("/" + pattern, "/" + text) == slow_truth(pattern, text)
