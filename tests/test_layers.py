import ast
import statistics
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "oscfactor"
MAX_LINES = 350
MEDIAN_LINES = 150

# Each room, and the rooms that it may know; what is not listed may know everybody.
BASE = {"errors"}
TABLE = {"errors", "protocol"}
DSP = BASE | {"dsp"}
MODEL = DSP | {"model"}
WORK = MODEL | {
    "analysis",
    "audiofile",
    "audiowriter",
    "export",
    "jobs",
    "limits",
    "player",
    "pulls",
    "streams",
}
MAY_KNOW: dict[str, set[str]] = {
    "errors": set(),
    "dsp": DSP,
    "model": MODEL,
    "analysis": MODEL | {"analysis"},
    "audiowriter": MODEL,
    "audiofile": MODEL | {"audiowriter"},
    "export": MODEL | {"audiofile", "audiowriter"},
    "jobs": BASE,
    "limits": BASE,
    "pulls": MODEL,
    "player": WORK,
    "streams": WORK,
    "audioout": BASE,
    "buffers": WORK,
    "components": WORK | {"buffers"},
    "session": WORK | {"buffers", "components"},
    "handlers": WORK | {"handlers", "session", "buffers", "components", "protocol"},
    "protocol": TABLE,
    "transports": TABLE | {"transports"},
    "client": BASE,
    "child": BASE | {"client"},
    "config": BASE,
    "environment": BASE | {"config"},
    "hosts": set(),
    "loop": set(),
    "picture": BASE,
    "sending": TABLE | {"client"},
}
# What these rooms may import from outside the standard library.
OUTSIDE: dict[str, set[str]] = {
    "errors": set(),
    "protocol": {"numpy"},
    "config": {"appdirs"},
    "environment": {"appdirs"},
    "dsp": {"numpy", "numba", "scipy", "threadpoolctl"},
    "client": {"numpy", "pythonosc"},
    "session": {"numpy"},
    "handlers": {"numpy"},
    "transports": {"numpy"},
}
THIRD_PARTY = {
    *("appdirs", "matplotlib", "numba", "numpy", "pythonosc", "rich", "scipy", "sounddevice", "soundfile"),
    *("soxr", "threadpoolctl"),
}
FILES = sorted(path for path in PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Return the dotted names of all that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            # `from oscfactor import dsp` names a room, `from oscfactor.dsp import nmf` is in one already.
            inside = node.module == "oscfactor"
            names |= {f"oscfactor.{alias.name}" for alias in node.names} if inside else {node.module or ""}
    return names


def rooms(names: set[str]) -> set[str]:
    found = {name.split(".")[1] for name in names if name.startswith("oscfactor.")}
    return {name for name in found if (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").exists()}


def offenders(found: dict[Path, set[str]]) -> dict[str, set[str]]:
    return {str(path.relative_to(PACKAGE)): names for path, names in found.items() if names}


def test_imports_run_one_way() -> None:
    too_much = {}
    for path in FILES:
        room = room_of(path)
        known = rooms(imported(path)) - {room}
        too_much[path] = known - MAY_KNOW.get(room, known)
    assert offenders(too_much) == {}


def test_rooms_use_no_more_than_they_should_from_outside() -> None:
    too_much = {}
    for path in FILES:
        outside = {name.split(".")[0] for name in imported(path)} & THIRD_PARTY
        too_much[path] = outside - OUTSIDE.get(room_of(path), outside)
    assert offenders(too_much) == {}


def test_no_file_is_long() -> None:
    long = [path for path in FILES if n_lines(path) > MAX_LINES]
    assert long == []


def test_files_are_short_on_the_whole() -> None:
    assert statistics.median(n_lines(path) for path in FILES) <= MEDIAN_LINES


def test_no_room_for_odds_and_ends() -> None:
    assert not {path.stem for path in FILES} & {"utils", "util", "helpers", "misc", "common", "manager"}


def n_lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())
