"""A wheel holds the package and the clients' files, and what is installed from it puts them in place."""

import email
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from oscfactor import __version__
from oscfactor.cli.manifest import MANIFEST, files_of
from oscfactor.cli.programs import PROGRAMS

pytest.importorskip("hatchling")

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
NAME = f"oscfactor-{__version__}"


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of the source distribution of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    source = folder / f"{NAME}.tar.gz"
    run(*PIP, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, source, cwd=folder)
    return folder / f"{NAME}-py3-none-any.whl"


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that has the wheel; it borrows the libraries of ours."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    run(*PIP, f"--python={programs / 'python'}", "install", "--no-deps", "--no-index", wheel, cwd=folder)
    (packages,) = {path.parent.parent for path in folder.rglob("oscfactor/__init__.py")}
    libraries = [path for path in sys.path if Path(path).name == "site-packages"]
    (packages / "libraries.pth").write_text("\n".join(libraries), "utf-8")
    # There is another project of that name.
    (packages / "supercollider").mkdir()
    (packages / "supercollider" / "__init__.py").write_text("", "utf-8")
    return programs


def contents(folder: Path) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in files_of(folder)}


def test_a_wheel_holds_every_module_and_every_file_of_a_client(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if not name.startswith(f"{NAME}.dist-info/")}
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "oscfactor").rglob("*.py")}
    clients = {
        f"oscfactor/share/{program.source}/{name}"
        for program in PROGRAMS
        for name in contents(ROOT / program.source)
    }
    page = {path.relative_to(ROOT).as_posix() for path in (ROOT / "oscfactor/web/static").iterdir()}
    assert len(page) > 20
    assert held == modules | clients | page | {"oscfactor/py.typed"}


def test_a_package_index_is_told_the_licence_the_authors_and_each_python(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        told = email.message_from_bytes(archive.read(f"{NAME}.dist-info/METADATA"))
        licence = archive.read(f"{NAME}.dist-info/licenses/LICENSE")
    assert licence == (ROOT / "LICENSE").read_bytes()
    assert (told["License-Expression"], told["Author"]) == ("BSD-3-Clause", "The oscfactor authors")
    assert told["Description-Content-Type"] == "text/markdown"
    classifiers = told.get_all("Classifier", [])
    assert not [
        line for line in classifiers if line.startswith("License ::")
    ]  # beside an expression: refused
    python = "Programming Language :: Python :: 3."
    versions = {line.removeprefix(python) for line in classifiers if line.startswith(python)}
    assert sorted(told["Requires-Python"].split(",")) == [
        f"<3.{int(max(versions)) + 1}",
        f">=3.{min(versions)}",
    ]


def test_a_source_distribution_holds_the_tests_and_the_documents(wheel: Path) -> None:
    with tarfile.open(wheel.with_name(f"{NAME}.tar.gz")) as archive:
        held = set(archive.getnames())
    for name in ("README.md", "LICENSE", "tests/test_wheel.py", "docs/protocol.md", "tools/clients/stubs.py"):
        assert f"{NAME}/{name}" in held


def test_what_is_installed_from_a_wheel_installs_the_clients(scripts: Path, tmp_path: Path) -> None:
    said = run(scripts / "oscfactor", "install-clients", "--dest", tmp_path / "there", cwd=tmp_path)
    assert all(f"{program.name}: " in said for program in PROGRAMS)
    for program in PROGRAMS:
        folder = tmp_path / "there" / program.key / "oscfactor"
        assert (folder / MANIFEST).is_file()
        assert contents(folder) == contents(ROOT / program.source)


def test_what_is_installed_from_a_wheel_runs_its_own_modules(scripts: Path, tmp_path: Path) -> None:
    said = run(scripts / "oscfactor", "doctor", "--help", cwd=tmp_path)
    assert said.startswith("usage: oscfactor doctor")
    where = run(scripts / "python", "-c", "import oscfactor; print(oscfactor.PACKAGE)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(scripts.parent)


def test_an_editable_install_copies_no_files_of_clients(tmp_path: Path) -> None:
    code = f"import hatchling.build; print(hatchling.build.build_editable({str(tmp_path)!r}))"
    name = run(sys.executable, "-c", code, cwd=ROOT).splitlines()[-1]
    with zipfile.ZipFile(tmp_path / name) as archive:
        held = [name for name in archive.namelist() if ".dist-info/" not in name]
        assert held == ["_oscfactor.pth"]
        assert Path(archive.read(held[0]).decode().strip()) == ROOT
