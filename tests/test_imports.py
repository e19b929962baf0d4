import ast
import graphlib
import statistics
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "oscfactor"
MAX_LINES = 350
MEDIAN_LINES = 150

FILES = sorted(path for path in PACKAGE.rglob("*.py"))
ROOMS = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in FILES}

# Who meets the user knows whom it likes; so does the daemon, where all is put together.
FACE = {"__init__", "__main__", "cli", "demo", "doctor", "kernelbuild", "offline", "warmup"}
APART = {"errors", "dsp", "model", "session", "handlers", "daemon", "protocol", "transports"} | FACE
APART |= {"client", "child", "sending", "config", "environment", "hosts", "kernelcache", "locks", "loop"}
APART |= {"picture"}
# What is in none of these stands between the model and the session.
WORK = ROOMS - APART

MAY_KNOW: dict[str, set[str]] = {
    **{room: {"errors", "dsp", "model"} | WORK for room in WORK},
    "errors": set(),
    "dsp": {"errors"},
    "model": {"errors", "dsp"},
    "session": {"errors", "dsp", "model"} | WORK,
    "handlers": {"errors", "dsp", "model", "session", "protocol"} | WORK,
    "protocol": {"errors"},
    "transports": {"errors", "protocol"},
    "client": {"errors"},
    "child": {"errors", "client", "launch"},
    "sending": {"errors", "client", "protocol"},
    "config": {"errors"},
    "environment": {"errors", "config", "kernelcache"},
    "kernelcache": {"locks"},
    "locks": set(),
    "hosts": set(),
    "loop": set(),
    "picture": {"errors"},
    "roots": {"errors"},
    "outlet": set(),
    "openfiles": set(),
}
# What these rooms may import from outside the standard library.
OUTSIDE: dict[str, set[str]] = {
    "errors": set(),
    "protocol": {"numpy"},
    "transports": {"numpy"},
    "config": {"appdirs"},
    "environment": {"appdirs"},
    "dsp": {"numpy", "numba", "scipy", "threadpoolctl"},
    "client": {"numpy", "pythonosc"},
    "session": {"numpy"},
    "handlers": {"numpy"},
}
THIRD_PARTY = {
    *("appdirs", "matplotlib", "numba", "numpy", "pythonosc", "rich", "scipy", "sounddevice", "soundfile"),
    *("soxr", "threadpoolctl"),
}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


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


def test_no_room_knows_itself_through_others() -> None:
    graph: dict[str, set[str]] = {}
    for path in FILES:
        graph.setdefault(room_of(path), set()).update(rooms(imported(path)) - {room_of(path)})
    graphlib.TopologicalSorter(graph).prepare()


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
