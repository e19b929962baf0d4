"""Which folder may import which: docs/architecture.md draws what these tables say."""

import ast
import graphlib
import statistics
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "oscfactor"
MAX_LINES = 350
MAX_LINES_OF_A_FUNCTION = 40  # its docstring counts
MEDIAN_LINES = 110

FILES = sorted(PACKAGE.rglob("*.py"))

# A room is a folder, or a file that stands in none. The table says what each may import besides itself; a
# room that is not listed fails.
DSP = {"dsp", "dsp/transform", "dsp/nmf", "dsp/render", "dsp/edit", "dsp/live"}
BELOW_MODEL = DSP | {"machine", "errors"}
BELOW_FILES = BELOW_MODEL | {"model"}
WORK = BELOW_FILES | {"files", "limits"}
BELOW_SESSION = WORK | {"compute", "realtime", "config"}
BELOW_HANDLERS = BELOW_SESSION | {"session", "protocol"}

MAY_IMPORT: dict[str, set[str]] = {
    "__init__": set(),
    "__main__": {"cli"},
    "errors": set(),
    "config": {"errors"},
    "limits": {"errors"},
    "client": {"errors"},
    "machine": {"__init__", "config", "errors"},
    "dsp": {"machine", "errors"},
    "dsp/transform": {"dsp", "machine", "errors"},
    "dsp/nmf": {"dsp", "dsp/nmf/kernels", "machine", "errors"},
    "dsp/nmf/kernels": set(),
    "dsp/render": {"dsp", "dsp/transform", "machine", "errors"},
    "dsp/edit": {"dsp", "errors"},
    "dsp/live": {"dsp", "dsp/nmf", "dsp/nmf/kernels", "dsp/transform", "machine", "errors"},
    "model": BELOW_MODEL,
    "files": BELOW_FILES | {"limits"},
    "compute": WORK | {"__init__"},
    "realtime": WORK,
    "realtime/renderer": BELOW_FILES | {"realtime"},
    "realtime/listener": BELOW_FILES | {"realtime"},
    "realtime/card": {"machine"},
    "session": BELOW_SESSION,
    "protocol": {"errors"},
    "protocol/chapters": {"protocol", "limits", "errors"},
    "transports": {"protocol", "errors"},
    "handlers": BELOW_HANDLERS | {"__init__"},
    "web": BELOW_HANDLERS | {"__init__", "transports"},
    "daemon": BELOW_HANDLERS | {"__init__", "handlers", "transports", "web"},
    "cli": BELOW_HANDLERS | {"__init__", "client", "daemon", "web"},
}
# Parts of a package that import its other parts by design.
MAY_IMPORT["protocol"] |= {"protocol/chapters"}

# Where one file crosses a line, and why.
EXCEPTIONS = {
    ("client", "protocol/wire"),  # the port and the addresses of answers; it imports nothing
    ("config", "protocol/wire"),  # the port
    ("machine/running", "protocol/wire"),  # the same
    ("client", "machine/running"),  # where a daemon on this computer says that it is
    ("session/places", "protocol/wire"),  # how a sound's name stands in an address
    ("session/session", "protocol/wire"),
    ("session/streams", "realtime/renderer/gliding"),  # a stream of the mix is rendered in the daemon
    ("cli/warmup", "realtime/renderer/rehearsal"),  # what is compiled ahead is what is rehearsed
    ("realtime/sharedring", "realtime/card/ringreader"),  # how a ring lies in memory
    ("realtime/ring", "realtime/card/ringreader"),  # what is counted there
    ("realtime/inputring", "realtime/card/ringwriter"),
}

# What crosses between the daemon and its processes; of `realtime` they see nothing else.
CROSSING = {"orders", "parcels", "ring", "inputring", "sharedring"}

# What these rooms may import from outside the standard library; others may import what they need.
OUTSIDE: dict[str, set[str]] = {
    "errors": set(),
    "config": {"appdirs"},
    "limits": set(),
    "machine": {"appdirs", "numpy"},
    "dsp": {"numpy", "numba"},
    "dsp/transform": {"numpy", "numba", "scipy"},
    "dsp/nmf": {"numpy", "numba", "scipy"},
    "dsp/nmf/kernels": {"numpy", "numba"},
    "dsp/render": {"numpy", "numba", "scipy"},
    "dsp/edit": {"numpy", "scipy"},
    "dsp/live": {"numpy", "numba"},
    "model": {"numpy"},
    "realtime/card": {"sounddevice"},
    "client": {"numpy", "pythonosc"},
    "protocol": {"numpy"},
    "protocol/chapters": set(),
    "transports": {"numpy"},
    "session": {"numpy"},
    "handlers": {"numpy"},
    "web": {"aiohttp", "ifaddr", "zeroconf"},
}
STANDARD_ONLY_FOR = {"asyncio": {"session", "realtime", "transports", "protocol", "web", "daemon"}}
# Modules without a test file of their name, and where they are tried.
TRIED_ELSEWHERE = {
    "session/beyond": "what shapes promise to the histories of edits; the tests of shapes keep the promise",
    "protocol/rows": "a record without code of its own; the tests of the dispatcher and of leafrows fill it",
    "dsp/nmf/kernels/records": "names of the kernels' arguments; each kernel's tests fill them",
}
THIRD_PARTY = {
    *("appdirs", "matplotlib", "numba", "numpy", "pythonosc", "rich", "scipy", "sounddevice", "soundfile"),
    *("aiohttp", "ifaddr", "mido", "shtab", "soxr", "threadpoolctl", "zeroconf"),
}


def module_of(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").as_posix()


def room_of(module: str) -> str:
    return module.rpartition("/")[0] or module


def imported(path: Path) -> set[str]:
    """Return the dotted names of all that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def module_named(name: str) -> str | None:
    """Return the module of ours that an imported name is, or is in; of a folder, its `__init__`."""
    first, *rest = name.split(".")
    if first != "oscfactor":
        return None
    for n in range(len(rest), -1, -1):
        place = PACKAGE.joinpath(*rest[:n])
        if n and place.with_suffix(".py").is_file():
            return "/".join(rest[:n])
        if (place / "__init__.py").is_file():
            return "/".join([*rest[:n], "__init__"])
    raise AssertionError(f"{name} is nowhere")


def ours(path: Path) -> set[str]:
    return {module for name in imported(path) if (module := module_named(name)) is not None}


def what_is_wrong(importer: str, module: str) -> bool:
    room, other = room_of(importer), room_of(module)
    if room == other or (importer, module) in EXCEPTIONS:
        return False
    if other not in MAY_IMPORT[room]:
        return True
    if room in ("realtime/renderer", "realtime/listener") and other == "realtime":
        return module.rpartition("/")[2] not in CROSSING
    return room == "realtime/card" and module != "machine/priority"


def test_every_room_is_listed() -> None:
    assert {room_of(module_of(path)) for path in FILES} == MAY_IMPORT.keys()


def test_imports_run_one_way() -> None:
    wrong = {
        f"{module_of(path)} -> {module}"
        for path in FILES
        for module in ours(path)
        if what_is_wrong(module_of(path), module)
    }
    assert wrong == set()


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_forbidden_import_is_found_in_each_room(room: str, tmp_path: Path) -> None:
    importer = f"{room}/newcomer" if (PACKAGE / room).is_dir() else room
    # Every room but those that it may import; nothing imports `__main__`.
    for other in MAY_IMPORT.keys() - MAY_IMPORT[room] - {room}:
        name = f"oscfactor.{other.replace('/', '.')}".removesuffix(".__init__")
        if (PACKAGE / other).is_dir():
            name += "." + next(p.stem for p in sorted((PACKAGE / other).glob("[a-z]*.py")))
        newcomer = tmp_path / "newcomer.py"
        newcomer.write_text(f"def late():\n    import {name}\n", "utf-8")
        (module,) = ours(newcomer)
        assert what_is_wrong(importer, module), f"{importer} may import {module}"


def test_every_exception_is_used() -> None:
    used = {(module_of(path), module) for path in FILES for module in ours(path)}
    assert used >= EXCEPTIONS


def test_no_room_knows_itself_through_others() -> None:
    graph: dict[str, set[str]] = {}
    for path in FILES:
        module = module_of(path)
        others = {room_of(m) for m in ours(path) if (module, m) not in EXCEPTIONS}
        graph.setdefault(room_of(module), set()).update(others - {room_of(module)})
    graph["protocol"].discard("protocol/chapters")  # commands.py gathers the chapters
    graphlib.TopologicalSorter(graph).prepare()


def test_rooms_use_no_more_than_they_should_from_outside() -> None:
    wrong = {}
    for path in FILES:
        room = room_of(module_of(path))
        outside = {name.split(".")[0] for name in imported(path)} & THIRD_PARTY
        wrong[module_of(path)] = outside - OUTSIDE.get(room, outside)
    assert {module: names for module, names in wrong.items() if names} == {}


@pytest.mark.parametrize("library", STANDARD_ONLY_FOR)
def test_only_some_rooms_know_of_an_event_loop(library: str) -> None:
    users = {
        room_of(module_of(path)) for path in FILES if library in {n.split(".")[0] for n in imported(path)}
    }
    assert users <= STANDARD_ONLY_FOR[library]


def test_no_file_is_long() -> None:
    long = [path for path in FILES if n_lines(path) > MAX_LINES]
    assert long == []


def test_files_are_short_on_the_whole() -> None:
    assert statistics.median(n_lines(path) for path in FILES if path.name != "__init__.py") <= MEDIAN_LINES


def test_each_module_has_a_test_file_of_its_name() -> None:
    untried = {module for module in map(module_of, FILES) if not tried_in(module).is_file()}
    assert {m for m in untried if not m.endswith("__init__")} == TRIED_ELSEWHERE.keys()


def tried_in(module: str) -> Path:
    """Return where a module's tests stand; those of `__main__` are in `test_main.py`."""
    room, _, name = module.rpartition("/")
    return Path(__file__).parent / room / f"test_{name.strip('_')}.py"


def test_no_room_for_odds_and_ends() -> None:
    assert not {path.stem for path in FILES} & {"utils", "util", "helpers", "misc", "common", "manager"}


def test_no_function_but_a_kernel_is_long() -> None:
    long = [
        f"{path}: {node.name}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MAX_LINES_OF_A_FUNCTION
        and not any("njit" in ast.unparse(decorator) for decorator in node.decorator_list)
    ]
    assert not long


def n_lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())
