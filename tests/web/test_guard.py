"""Who may talk to the web server."""

import socket

import pytest

from oscfactor.web.guard import Guard

GUARD = Guard("secret")


def refused(host="127.0.0.1:57180", origin=None, *, stranger=False, words=(), **headers):
    headers = {"Host": host, **headers, **({} if origin is None else {"Origin": origin})}
    refusal = GUARD.refuses(headers, dict(words), is_stranger=stranger)
    return refusal and refusal.text


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:57180", "127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:57180", "192.168.1.5:57180"],
)
def test_our_own_addresses_and_names(host):
    assert refused(host) is None
    assert refused(socket.gethostname()) is None


@pytest.mark.parametrize(
    "host",
    ["", "evil.example", "evil.example:57180", "127.0.0.1.evil.example", "[evil]", "[", "a b", "::1:2:x"],
)
def test_a_name_that_somebody_else_gave_us(host):
    assert "by its address" in refused(host)


def test_pages_of_our_own_and_of_other_sites():
    assert refused(origin="http://127.0.0.1:57180") is None
    assert refused("localhost:57180", "http://localhost:57180") is None
    for origin in ("http://evil.example", "null", "", "http://127.0.0.1:8080", "http://127.0.0.1:57180.evil"):
        assert "other sites" in refused(origin=origin)


def test_a_stranger_shows_the_token():
    assert "token" in refused(stranger=True)
    assert "token" in refused(stranger=True, words={"token": "secrex"})
    assert "token" in refused(stranger=True, words={"token": "sécret"})
    assert refused(stranger=True, words={"token": "secret"}) is None
    assert refused(stranger=True, Authorization="Bearer secret") is None


def test_a_browser_keeps_the_token_in_a_cookie_of_that_port():
    cookie = GUARD.cookie({"Host": "10.0.0.2:57180"})
    assert cookie == "oscfactor-57180=secret; Path=/; HttpOnly; SameSite=Strict"
    kept = f"other=1; {cookie.partition(';')[0]}"
    assert refused("10.0.0.2:57180", stranger=True, Cookie=kept) is None
    for other in (kept.replace("57180", "57181"), kept.replace("secret", "secrex"), "", "oscfactor-57180"):
        assert "token" in refused("10.0.0.2:57180", stranger=True, Cookie=other)


def test_each_daemon_has_a_token_of_its_own():
    assert len(Guard().token) >= 16
    assert Guard().token != Guard().token
