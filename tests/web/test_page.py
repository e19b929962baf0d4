"""The page in a real Chromium: each control is moved, by mouse or keys, and the daemon is asked of it."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import soundfile
from websockets.exceptions import InvalidStatus

from tests.support.chromium import ALT, CTRL, SHIFT, Browser, Page
from tests.support.sounds import SAMPLE_RATE, drums
from tests.support.watcher import Watcher
from tests.support.webdaemon import WebDaemon
from tests.support.webharness import web_socket
from tests.support.wire import Udp

pytestmark = [pytest.mark.slow, pytest.mark.peer]

N = 3  # layers
NAME, SOUND = "my loop", "/sound/my%20loop"
STRIP = "[data-layer='{}'] "
INKS = """() => {
  const canvas = document.querySelector("#waves");
  const data = canvas.getContext("2d").getImageData(0, 30, canvas.width, canvas.height - 30).data;
  const seen = new Set();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] > 200) seen.add(data.slice(i, i + 3).map((x) => x >> 6).join());
  }
  return seen.size;
}"""
"""How many colours are in the waves."""
OUTSIDE = """[...document.querySelectorAll(
  "header button, #deck button, #panels button, .strip:first-child *")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1);
  }).map((element) => element.id || element.className)"""
"""The controls that do not fit on the screen."""


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDaemon]:
    """A daemon with a sound of half a second, and a file of another."""
    folder = tmp_path_factory.mktemp("page")
    soundfile.write(folder / "loop.wav", drums(0.5), SAMPLE_RATE, subtype="FLOAT")
    soundfile.write(folder / "dröp [1].wav", drums(0.2), SAMPLE_RATE, subtype="FLOAT")
    with WebDaemon(folder, "--device", "silent", "--log-level", "warning", "--max-memory", "200") as running:
        with Udp(running.port) as peer:
            peer.done("/buffer/load", NAME, "loop.wav")
            peer.done("/buffer/factorize", NAME, N, "iterations", 5)
        yield running
    running.assert_unruffled()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("chromium")) as running:
        yield running


@pytest.fixture(scope="module")
def opened(daemon: WebDaemon, browser: Browser) -> Iterator[Page]:
    page = browser.open(f"http://127.0.0.1:{daemon.http_port}/")
    yield page
    page.close()
    assert page.errors == []
    assert {url.split("/")[2] for url in page.requests if url.startswith("http")} == {
        f"127.0.0.1:{daemon.http_port}"
    }


@pytest.fixture
def told(daemon: WebDaemon) -> Iterator[Watcher]:
    """Another program that watches all, as a patch does."""
    with Watcher(daemon.port) as watching:
        yield watching


@pytest.fixture
def peer(daemon: WebDaemon) -> Iterator[Udp]:
    """A program that does things; who watches is another, since nobody is told what it has set itself."""
    with Udp(daemon.port) as doing:
        yield doing


@pytest.fixture
def page(opened: Page, peer: Udp) -> Page:
    """The page with every fader where it was at first, nothing playing, and the sound's layers shown."""
    peer.done("/panic")
    for leaf, value in (("gain", 1.0), ("mute", 0), ("solo", 0), ("pan", 0.0)):
        peer.done(f"{SOUND}/*/{leaf}", value)
    peer.done("/matrix/identity", NAME)
    peer.done("/master/gain", 1.0)
    peer.done("/master/mute", 0)
    opened.click("[data-panel='mixer']")
    opened.until(f"document.querySelectorAll('.strip').length === {N}")
    opened.until("[...document.querySelectorAll('.strip')].every((s) => !s.classList.contains('silent'))")
    opened.until("!document.querySelector('#do-play').classList.contains('on')")
    return opened


def hears(told: Watcher, leaf: str, *values: object) -> None:
    told.hears(f"{SOUND}/{leaf}", *values)


def moved(told: Watcher, leaf: str, low: float, high: float) -> float:
    """Wait until a leaf of the sound is between two values; return it."""
    (value,) = told.until_told(f"{SOUND}/{leaf}", lambda values: low < values[0] < high)
    return float(value)


def n_soloed(told: Watcher, n: int) -> None:
    """Wait until so many layers are soloed."""
    leaves = [f"{SOUND}/{k}/solo" for k in range(N)]
    told.until_told(leaves[0], lambda _: sum(told.last[leaf][0] for leaf in leaves) == n)


# The sounds.


def test_a_file_that_is_dropped_comes_apart_and_its_tab_chooses_and_frees_it(
    page: Page, told: Watcher, daemon: WebDaemon
) -> None:
    page.key("4")  # of no layer
    page.evaluate("document.querySelector('#k-dial').focus()")
    for _ in range(2):
        page.key("ArrowDown")
    dropped = "/sound/dröp%20-1-"
    page.drop(daemon.folder / "dröp [1].wav")
    told.until_told(f"{dropped}/components", lambda values: values[0] >= 1)
    page.until("document.querySelector('.tab.on .word').textContent === 'dröp -1-'")
    page.until("document.querySelectorAll('.tab').length === 2")
    page.click(".tab:first-child .choose")
    page.until(f"document.querySelector('.tab.on .word').textContent === '{NAME}'")
    page.key("]")
    page.until("document.querySelector('.tab:last-child').classList.contains('on')")
    page.key("[")
    page.until("document.querySelector('.tab:first-child').classList.contains('on')")
    page.click(".tab:last-child .free")
    told.until_told(f"{SOUND}/seconds", lambda _: f"{dropped}/seconds" not in told.last)
    page.until("document.querySelectorAll('.tab').length === 1")


def test_a_file_is_chosen_and_what_is_no_sound_is_said(
    page: Page, peer: Udp, told: Watcher, daemon: WebDaemon
) -> None:
    page.evaluate("document.querySelector('#upload-input').click = () => { window.asked = 1; }")
    page.click("#upload-button")
    page.until("window.asked === 1")
    (daemon.folder / "text.wav").write_text("no sound at all")
    page.choose_file("#upload-input", daemon.folder / "text.wav")
    page.until("document.querySelector('#notice').classList.contains('wrong')")
    assert len(peer.done("/buffer/list").all("/oscfactor/buffer")) == 1
    page.choose_file("#upload-input", daemon.folder / "dröp [1].wav")
    told.until_told("/sound/dröp%20-1-/components", lambda values: values[0] >= 1)
    peer.done("/buffer/free", "dröp -1-")
    page.until(f"document.querySelector('.tab.on .word').textContent === '{NAME}'")


def test_what_another_program_does_is_seen(page: Page, peer: Udp) -> None:
    peer.done(f"{SOUND}/1/gain", 0.5)
    peer.done(f"{SOUND}/1/name", "wäsh")
    peer.done(f"{SOUND}/1/colour", "#123456")
    page.until("document.querySelector(\"[data-layer='1'] .gain\").textContent === '−6.0'")
    page.until("document.querySelector(\"[data-layer='1'] .label\").textContent === 'wäsh'")
    page.until("document.querySelector(\"[data-layer='1']\").style.getPropertyValue('--ink') === '#123456'")
    peer.done("/buffer/alloc", "silence", 4800)
    page.until("document.querySelectorAll('.tab').length === 2")
    peer.done("/buffer/free", "silence")
    page.until("document.querySelectorAll('.tab').length === 1")


# The stage.


def test_the_stage_shows_each_layer_in_its_colour(page: Page, peer: Udp) -> None:
    look = f"({INKS})() >= 3"
    page.until(look)
    peer.done(f"{SOUND}/*/mute", 1)
    page.until(f"({INKS})() < 3")


def test_a_click_on_a_layer_lets_it_be_heard_alone(page: Page, told: Watcher) -> None:
    left, top, _, height = page.box("#over")
    where = (left + 12, top + 22 + (height - 22) / 2 - 4)  # in the first hit, near the middle
    page.click(where)
    n_soloed(told, 1)
    page.click(where)
    n_soloed(told, 0)


def test_dragging_loops_and_the_ruler_seeks(page: Page, told: Watcher) -> None:
    left, top, width, _ = page.box("#over")
    page.drag((left + width * 0.2, top + 200), (width * 0.4, 0))
    hears(told, "play", 1)
    hears(told, "loop", 1)
    told.until_told(f"{SOUND}/region", lambda values: np.allclose(values, (0.1, 0.3), atol=0.002))
    page.until("document.querySelector('#do-play').classList.contains('on')")
    page.drag((left + width * 0.6, top + 200), (-width * 0.2, 0))  # while it plays, and from right to left
    told.until_told(f"{SOUND}/region", lambda values: np.allclose(values, (0.2, 0.3), atol=0.002))
    page.click((left + width * 0.5, top + 8))
    moved(told, "position", 0.2, 0.31)
    page.double_click((left + width * 0.5, top + 8))
    told.until_told(f"{SOUND}/region", lambda values: np.allclose(values, (0.0, 0.5), atol=0.002))


# Below the stage.


def test_play_pause_loop_and_stop(page: Page, told: Watcher) -> None:
    page.click("#do-loop")  # of what does not play: it begins, and goes round
    hears(told, "loop", 1)
    hears(told, "play", 1)
    page.until("document.querySelector('#do-loop').classList.contains('on')")
    page.until("document.querySelector('#do-time').textContent !== '0:00.00'")
    for button, leaf, on in (
        *(("#do-play", "play", 0), ("#do-play", "play", 1)),
        *(("#do-loop", "loop", 0), ("#do-loop", "loop", 1)),
    ):
        page.click(button)
        hears(told, leaf, on)
        lit = f"document.querySelector('{button}').classList.contains('on')"
        page.until(f"{lit} === {json.dumps(bool(on))}")
    page.click("#do-stop")
    hears(told, "play", 0)
    page.until("document.querySelector('#do-time').textContent === '0:00.00'")


def test_the_meters_move_while_it_plays(page: Page, told: Watcher) -> None:
    page.click("#do-loop")
    hears(told, "play", 1)
    page.until("/scaleY\\(0\\.[1-9]/.test(document.querySelector('.strip .bar').style.transform)")
    page.until("/scaleX\\(0\\.[1-9]/.test(document.querySelector('#master-bar').style.transform)")
    page.click("#master-panic")
    hears(told, "play", 0)
    page.until("document.querySelector('.strip .bar').style.transform === 'scaleY(0)'")


def test_the_dial_and_the_button_find_layers_anew_and_cancel(page: Page, peer: Udp, told: Watcher) -> None:
    page.drag("#k-dial", (0, -30))
    page.until(f"Number(document.querySelector('#k-number').textContent) > {N}")
    page.evaluate("document.querySelector('#k-dial').focus()")
    for _ in range(40):
        page.key("ArrowDown")
    page.until("document.querySelector('#k-number').textContent === 'auto'")
    for _ in range(2):
        page.key("ArrowUp")
    page.wheel("#k-dial", -100)
    page.evaluate("document.activeElement.blur()")
    page.key("+")
    page.key("+")
    page.key("-")
    page.until("document.querySelector('#k-number').textContent === '4'")
    page.click("#k-button")
    hears(told, "components", 4)
    page.until("document.querySelectorAll('.strip').length === 4")
    peer.send("/buffer/alloc", "long", 48000 * 200)
    page.until("document.querySelectorAll('.tab').length === 2")
    page.key("]")
    page.until("document.querySelector('.tab.on .word').textContent === 'long'")
    page.click("#k-button")
    told.hears("/sound/long/job", "factorize")
    page.until("document.querySelector('#k-button').textContent === 'cancel'")
    page.click("#k-button")
    told.hears("/sound/long/job", "")
    assert told.last["/sound/long/components"] == (0,)
    page.key("f")
    told.hears("/sound/long/job", "factorize")
    page.until("document.querySelector('#k-button').textContent === 'cancel'")
    page.key("x")
    told.hears("/sound/long/job", "")
    peer.done("/buffer/free", "long")
    peer.done("/buffer/factorize", NAME, N, "iterations", 5)
    page.until(f"document.querySelectorAll('.strip').length === {N}")


def test_edits_are_undone_and_done_again(page: Page, peer: Udp, told: Watcher) -> None:
    peer.done("/matrix/set", NAME, 0, 1, 0.5)
    cell = "matrix/0/1"
    hears(told, cell, 0.5)
    page.click("#do-undo")
    hears(told, cell, 0.0)
    page.click("#do-redo")
    hears(told, cell, 0.5)
    page.key("u")
    hears(told, cell, 0.0)
    page.key("r")
    hears(told, cell, 0.5)
    page.key("z", CTRL)
    hears(told, cell, 0.0)


def test_the_master_and_panic(page: Page, told: Watcher) -> None:
    page.drag("#master-fader", (-40, 0))
    told.until_told("/master/gain", lambda values: values[0] < 0.6)
    page.evaluate("document.querySelector('#master-fader').focus()")
    page.key("Home")
    told.hears("/master/gain", 1)
    page.click("#master-mute")
    told.hears("/master/mute", 1)
    page.click("#master-mute")
    told.hears("/master/mute", 0)
    page.click("#do-loop")
    hears(told, "play", 1)
    page.key(".")
    hears(told, "play", 0)


# The strips.


def test_faders_mutes_solos_and_pans(page: Page, told: Watcher) -> None:
    strip = STRIP.format(1)
    page.drag(strip + ".fader", (0, 60))
    moved(told, "1/gain", 0.0, 0.6)
    page.double_click(page.middle(strip + ".fader"))
    hears(told, "1/gain", 1)
    page.wheel(strip + ".fader", 100)
    moved(told, "1/gain", 0.8, 0.99)
    page.evaluate(f'document.querySelector("{strip}.fader").focus()')
    page.key("ArrowUp")
    moved(told, "1/gain", 0.99, 1.01)
    page.drag(strip + ".pan", (-400, 0))
    hears(told, "1/pan", -1)
    page.evaluate(f'document.querySelector("{strip}.pan").focus()')
    page.key("Home")
    hears(told, "1/pan", 0)
    page.click(strip + ".mute")
    hears(told, "1/mute", 1)
    page.until(f'document.querySelector("{strip.strip()}").classList.contains("silent")')
    page.click(strip + ".mute")
    hears(told, "1/mute", 0)
    page.click(strip + ".solo")
    hears(told, "1/solo", 1)
    page.until("document.querySelectorAll('.strip.silent').length === 2")
    page.click(STRIP.format(2) + ".solo")
    hears(told, "2/solo", 1)
    page.click(STRIP.format(0) + ".name")
    for k, on in enumerate((1, 0, 0)):
        hears(told, f"{k}/solo", on)


def test_keys_solo_mute_and_let_all_be_heard(page: Page, told: Watcher) -> None:
    page.key("2")
    hears(told, "1/solo", 1)
    page.key("3", SHIFT)
    hears(told, "2/mute", 1)
    page.key("a")
    hears(told, "1/solo", 0)
    hears(told, "2/mute", 0)


def test_keys_play_and_move_the_play_head(page: Page, peer: Udp, told: Watcher) -> None:
    page.evaluate("document.activeElement.blur()")
    page.key(" ")
    hears(told, "play", 1)
    page.key("L", SHIFT)
    hears(told, "loop", 1)
    moved(told, "position", 0.02, 1)
    page.until("document.querySelector('#do-time').textContent !== '0:00.00'")
    page.key(" ")
    hears(told, "play", 0)
    page.until("!document.querySelector('#do-play').classList.contains('on')")
    page.key("Home")
    moved(told, "position", -1, 0.01)
    peer.done("/player/seek", NAME, 0.1)
    page.until("document.querySelector('#do-time').textContent === '0:00.10'")
    page.key("ArrowRight")
    moved(told, "position", 0.33, 0.37)
    page.until("document.querySelector('#do-time').textContent === '0:00.35'")
    page.key("ArrowLeft")
    moved(told, "position", 0.08, 0.12)
    page.key("l")
    hears(told, "loop", 0)
    page.key("s")
    hears(told, "position", 0)


# The panels.


def test_the_matrix_is_clicked_pulled_and_played_by_keys(page: Page, told: Watcher) -> None:
    page.click("[data-panel='matrix-panel']")
    left, top, width, height = page.box("#matrix-canvas")
    wide, high = min((width - 30) / N, 96), min((height - 30) / N, 96)

    def cell(i: int, j: int) -> tuple[float, float]:
        return left + 30 + (j + 0.5) * wide, top + 30 + (i + 0.5) * high

    page.until("document.querySelector('#matrix-word').textContent.includes('drives')")
    page.click(cell(0, 2))
    hears(told, "matrix/0/2", 1)
    page.click(cell(0, 0))
    hears(told, "matrix/0/0", 0)
    page.drag(cell(2, 2), (0, 40))
    moved(told, "matrix/2/2", 0.0, 0.7)
    page.evaluate("document.querySelector('#matrix-canvas').focus()")
    for key in ("ArrowUp", "ArrowLeft", "Enter"):
        page.key(key)
    hears(told, "matrix/1/1", 0)
    page.key("Enter")
    hears(told, "matrix/1/1", 1)
    page.key("-")
    moved(told, "matrix/1/1", 0.5, 0.99)
    page.click("#matrix-identity")
    hears(told, "matrix/0/2", 0)
    hears(told, "matrix/1/1", 1)
    page.click("#matrix-clear")
    hears(told, "matrix/1/1", 0)
    page.click("#matrix-identity")
    hears(told, "matrix/1/1", 1)
    versions = told.last[f"{SOUND}/version"]
    page.click("#matrix-shuffle")
    told.until_told(f"{SOUND}/version", lambda values: values > versions)


def test_a_sound_that_goes_while_its_matrix_is_shown(page: Page, peer: Udp) -> None:
    peer.done("/buffer/alloc", "other", 4800)
    peer.done("/buffer/factorize", "other", 2, "iterations", 2)
    page.until("document.querySelectorAll('.tab').length === 2")
    page.key("]")
    page.until("document.querySelectorAll('.strip').length === 2")
    page.key("p")
    page.until("document.querySelector('#matrix-word').textContent.includes('drives')")
    peer.done("/buffer/free", "other")
    page.until(f"document.querySelector('.tab.on .word').textContent === '{NAME}'")
    page.until(f"document.querySelectorAll('.strip').length === {N}")


def test_scenes_are_kept_recalled_and_forgotten(page: Page, peer: Udp, told: Watcher) -> None:
    page.click("[data-panel='scenes']")
    peer.done(f"{SOUND}/0/gain", 0.25)
    page.type("#scene-name", "verse")
    page.click("#scene-keep")
    told.hears("/scene/names", "verse")
    peer.done(f"{SOUND}/0/gain", 1.0)
    page.evaluate("document.querySelector('#scene-glide').select()")
    page.type("#scene-glide", "0")
    page.click(".pad .recall")
    hears(told, "0/gain", 0.25)
    peer.done(f"{SOUND}/0/gain", 1.0)
    page.evaluate("document.activeElement.blur()")
    page.key("1", ALT)
    hears(told, "0/gain", 0.25)
    page.click(".pad .free")
    told.hears("/scene/names", "")


def test_sessions_are_saved_and_loaded(page: Page, peer: Udp, told: Watcher, daemon: WebDaemon) -> None:
    page.click("[data-panel='scenes']")
    page.click("#scene-save")
    page.until("document.querySelector('#notice').textContent.startsWith('name a file')")
    place = daemon.folder / "evening.osf"
    page.type("#scene-path", str(place))
    peer.done(f"{SOUND}/2/gain", 0.5)
    page.click("#scene-save")
    page.until("document.querySelector('#notice').textContent.startsWith('saved')")
    assert place.is_file()
    peer.done(f"{SOUND}/2/gain", 1.0)
    page.click("#scene-load")
    hears(told, "2/gain", 0.5)
    page.until("document.querySelector('#notice').textContent.startsWith('loaded')")


def test_the_keys_are_told(page: Page) -> None:
    page.click("#help-button")
    page.until("!document.querySelector('#help').hidden")
    page.key("Escape")
    page.until("document.querySelector('#help').hidden")
    page.key("?", SHIFT)
    page.until("!document.querySelector('#help').hidden")
    page.key("?", SHIFT)
    page.until("document.querySelector('#help').hidden")


# The whole.


def test_two_browsers_show_one_state(page: Page, told: Watcher, daemon: WebDaemon, browser: Browser) -> None:
    other = browser.open(f"http://127.0.0.1:{daemon.http_port}/")
    try:
        other.click(STRIP.format(1) + ".mute")
        hears(told, "1/mute", 1)
        page.front()
        page.until("document.querySelector(\"[data-layer='1']\").classList.contains('silent')")
        page.click(STRIP.format(1) + ".mute")
        hears(told, "1/mute", 0)
        other.front()
        other.until("!document.querySelector(\"[data-layer='1']\").classList.contains('silent')")
        assert other.errors == []
    finally:
        other.close()
        page.front()


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1024, 768), (800, 600)])
def test_all_is_to_be_reached_on_a_small_screen(page: Page, width: int, height: int) -> None:
    page.resize(width, height)
    try:
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    finally:
        page.resize(1280, 720)


def test_a_daemon_that_goes_is_missed_and_the_page_comes_back_by_itself(
    browser: Browser, tmp_path: Path
) -> None:
    with WebDaemon(tmp_path) as first, Udp(first.port) as peer:
        peer.done("/buffer/alloc", "one", 4800)
        page = browser.open(f"http://127.0.0.1:{first.http_port}/")
        page.until("document.querySelector('.tab.on .word').textContent === 'one'")
        peer.done("/quit")
        page.until("!document.querySelector('#gone').hidden")
    with WebDaemon(tmp_path, "--http-port", str(first.http_port)) as second, Udp(second.port) as peer:
        page.until("document.querySelector('#gone').hidden")
        page.until("document.querySelectorAll('.tab').length === 0")
        peer.done("/buffer/alloc", "two", 4800)
        page.until("document.querySelector('.tab.on .word').textContent === 'two'")
        page.close()


def test_one_page_too_many_is_told_why_and_comes_when_there_is_room(
    daemon: WebDaemon, browser: Browser
) -> None:
    with contextlib.ExitStack() as stack:
        others = []
        with contextlib.suppress(InvalidStatus):  # until there is no room
            while len(others) < 100:
                others.append(stack.enter_context(web_socket(daemon.http_port)))
        page = browser.open(f"http://127.0.0.1:{daemon.http_port}/")
        page.until("document.querySelector('#gone').textContent.includes('takes no more pages')")
        others[0].close()
        page.until("document.querySelector('#gone').hidden")
        page.close()


def test_no_control_is_untried() -> None:
    html = (files("oscfactor.web") / "static" / "index.html").read_text("utf-8")
    tried = Path(__file__).read_text("utf-8")
    tags = re.findall(r"<(?:button|input)[^>]*>|<[^>]*tabindex[^>]*>", html)
    tags += re.findall(r'<div (?:id|class)="(?:[\w-]*fader|pan|k-dial)"', html)
    assert len(tags) > 30
    for tag in tags:
        named = re.search(r'id="([\w-]+)"', tag) or re.search(r'data-panel="([\w-]+)"', tag)
        word = named[1] if named else "." + str(re.search(r'class="([\w-]+)', tag)[1])  # type: ignore[index]
        assert word in tried.partition("def test_no_control")[0], tag


def test_every_key_is_tried() -> None:
    keys = (files("oscfactor.web") / "static" / "keys.js").read_text("utf-8")
    actions = keys.partition("const actions = {")[2].partition("};")[0]
    named = [a or b for a, b in re.findall(r'^    (?:"(.+?)"|(\w+)):', actions, re.MULTILINE)]
    assert len(named) > 15
    tried = Path(__file__).read_text("utf-8")
    assert [key for key in named if f'page.key("{key}"' not in tried] == []
