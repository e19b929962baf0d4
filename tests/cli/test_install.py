"""Our files in the programs' folders, on three layouts; the user's files stay the user's."""

from __future__ import annotations

from pathlib import Path

import pytest

from oscfactor.cli import install, programs
from oscfactor.cli.manifest import MANIFEST, files_of
from oscfactor.cli.programs import PROGRAMS, Program, System
from oscfactor.errors import ArgumentError, FileError

LAYOUTS = {
    ("linux", "pd"): [".local/lib/pd/extra"],
    ("linux", "sc"): [".local/share/SuperCollider/Extensions"],
    ("darwin", "pd"): ["Library/Pd"],
    ("darwin", "max"): ["Documents/Max 8/Packages", "Documents/Max 9/Packages"],
    ("darwin", "sc"): ["Library/Application Support/SuperCollider/Extensions"],
    ("win32", "pd"): ["AppData/Roaming/Pd"],
    ("win32", "max"): ["Documents/Max 8/Packages", "Documents/Max 9/Packages"],
    ("win32", "sc"): ["AppData/Local/SuperCollider/Extensions"],
}


@pytest.fixture
def source(tmp_path, monkeypatch) -> Path:
    """Stand in for our own folders: two files, one of them in a folder, and files that are left out."""
    folder = tmp_path / "source"
    (folder / "examples").mkdir(parents=True)
    (folder / "__pycache__").mkdir()
    (folder / "a.pd").write_text("one")
    (folder / "examples" / "b.pd").write_text("two")
    (folder / ".hidden").write_text("no")
    (folder / "__pycache__" / "c.pyc").write_text("no")
    monkeypatch.setattr(Program, "files", lambda program: folder)
    return folder


@pytest.fixture
def home(tmp_path) -> Path:
    """Be a user who has Max 8 and Max 9."""
    for version in (8, 9):
        (tmp_path / "home" / "Documents" / f"Max {version}").mkdir(parents=True)
    return tmp_path / "home"


def run(home: Path, *clients: str, platform: str = "linux", **rest: object) -> list[str]:
    lines: list[str] = []
    install.run(clients, say=lines.append, system=System(platform, home, {}), **rest)
    return lines


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("platform", "client"), LAYOUTS)
def test_each_program_finds_its_package_on_each_system(source, home, platform, client):
    run(home, client, platform=platform)
    wanted = {
        f"{folder}/oscfactor/{name}"
        for folder in LAYOUTS[platform, client]
        for name in ("a.pd", "examples/b.pd", MANIFEST)
    }
    assert files(home) == wanted


@pytest.mark.parametrize(
    ("platform", "settings"),
    [
        ("linux", ".config/SuperCollider"),
        ("darwin", "Library/Application Support/SuperCollider"),
        ("win32", "AppData/Local/SuperCollider"),
    ],
)
def test_classes_that_are_there_as_a_quark_are_not_installed_twice(source, home, platform, settings):
    quark = home / "sources" / "oscfactor"
    (quark / "Classes").mkdir(parents=True)
    (quark / "Classes" / "OscFactor.sc").touch()
    (home / settings).mkdir(parents=True)
    conf = home / settings / "sclang_conf.yaml"
    conf.write_text(f"includePaths:\n    - {quark}\nexcludePaths:\n    []\n")
    said = run(home, "sc", platform=platform)
    assert "Quark already" in said[0]
    assert str(quark) in said[0]
    assert not list(home.rglob("a.pd"))
    conf.write_text(f"includePaths:\n    - {home / 'other'}\n")
    assert "2 files written" in run(home, "sc", platform=platform)[0]


def test_environment_variables_move_the_folders(source, tmp_path):
    places = {"APPDATA": "roaming", "LOCALAPPDATA": "local"}
    system = System("win32", tmp_path / "home", {k: str(tmp_path / v) for k, v in places.items()})
    install.run(["pd", "sc"], say=lambda line: None, system=system)
    assert (tmp_path / "roaming/Pd/oscfactor/a.pd").is_file()
    assert (tmp_path / "local/SuperCollider/Extensions/oscfactor/a.pd").is_file()


def test_a_folder_that_pd_already_has_is_used(source, home):
    (home / "pd-externals").mkdir()
    run(home, "pd")
    assert (home / "pd-externals/oscfactor/a.pd").is_file()


def test_max_on_linux_is_told_in_a_sentence(source, home):
    lines = run(home, platform="linux")
    assert "Max does not run on this system; --dest puts its files where you say" in lines
    assert not (home / "Documents/Max 9/Packages").exists()


def test_without_any_max_its_newest_version_is_assumed(source, tmp_path):
    run(tmp_path / "home", "max", platform="darwin")
    assert (tmp_path / "home/Documents/Max 9/Packages/oscfactor/a.pd").is_file()


def test_twice_is_as_good_as_once_and_uninstalling_leaves_nothing(source, home):
    before = files(home)
    run(home, "pd")
    after = files(home)
    assert any("0 files written, 2 are there already" in line for line in run(home, "pd"))
    assert files(home) == after
    assert any("2 files removed" in line for line in run(home, "pd", uninstall=True))
    assert files(home) == before
    assert not (home / ".local/lib/pd/extra/oscfactor").exists()
    assert any("nothing to remove" in line for line in run(home, "pd", uninstall=True))


def test_a_dry_run_says_what_it_would_do_and_does_nothing(source, home):
    assert any("2 files would be written" in line for line in run(home, "pd", dry_run=True))
    assert files(home) == set()
    run(home, "pd")
    assert any("2 files would be removed" in line for line in run(home, "pd", dry_run=True, uninstall=True))
    assert len(files(home)) == 3


def test_a_file_of_the_users_is_neither_overwritten_nor_removed(source, home):
    mine = home / ".local/lib/pd/extra/oscfactor/a.pd"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    other = mine.with_name("other.pd")
    other.write_text("mine too")
    lines = run(home, "pd")
    assert f"  kept as it is, since it is yours or you changed it: {mine}" in lines
    assert mine.read_text() == "mine"
    run(home, "pd", uninstall=True)
    assert mine.read_text() == "mine"
    assert other.read_text() == "mine too"
    assert files(mine.parent) == {"a.pd", "other.pd"}


def test_what_the_user_changed_survives_an_update_and_an_uninstall(source, home):
    run(home, "pd")
    folder = home / ".local/lib/pd/extra/oscfactor"
    (folder / "a.pd").write_text("changed by me")
    (source / "a.pd").write_text("newer")
    (source / "examples" / "b.pd").write_text("newer, too")
    run(home, "pd")
    assert (folder / "a.pd").read_text() == "changed by me"
    assert (folder / "examples/b.pd").read_text() == "newer, too"
    run(home, "pd", uninstall=True)
    assert files(folder) == {"a.pd"}


def test_what_a_newer_version_no_longer_has_goes_away(source, home):
    run(home, "pd")
    (source / "examples" / "b.pd").unlink()
    assert any("1 old ones removed" in line for line in run(home, "pd"))
    assert files(home / ".local/lib/pd/extra/oscfactor") == {"a.pd", MANIFEST}


def test_a_file_where_our_folder_must_be_is_told(source, home):
    (home / ".local/lib/pd/extra").mkdir(parents=True)
    mine = home / ".local/lib/pd/extra/oscfactor"
    mine.write_text("mine")
    with pytest.raises(FileError, match="is a file or link of yours; move it away"):
        run(home, "pd")
    assert mine.read_text() == "mine"


def test_links_of_the_users_are_not_followed(source, home, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = home / ".local/lib/pd/extra/oscfactor"
    folder.mkdir(parents=True)
    try:
        (folder / "examples").symlink_to(elsewhere, target_is_directory=True)
    except OSError:
        pytest.skip("this system lets nobody make links")
    lines = run(home, "pd")
    assert any("kept as it is" in line and "b.pd" in line for line in lines)
    assert files(elsewhere) == set()


def test_dest_is_one_folder_for_one_client_and_one_each_for_more(source, home, tmp_path):
    run(home, "pd", dest=str(tmp_path / "one"))
    assert (tmp_path / "one/oscfactor/a.pd").is_file()
    run(home, dest=str(tmp_path / "all"))
    assert {p.name for p in (tmp_path / "all").iterdir()} == {"pd", "max", "sc"}
    assert files(home) == set()


def test_a_folder_that_cannot_be_written_is_told(source, home, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="Pure Data: cannot write"):
        run(home, "pd", dest=str(tmp_path / "file"))


def test_an_unknown_client_is_told(home):
    with pytest.raises(ArgumentError, match="no client 'pdd'; there are pd, max, sc"):
        run(home, "pdd")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.key)
def test_a_checkout_brings_the_files_of_each_program(program):
    assert any(files_of(program.files()))


@pytest.mark.parametrize("dry_run", [False, True])
def test_an_oscfactor_without_its_files_says_so_and_installs_nothing(tmp_path, monkeypatch, home, dry_run):
    """The package of another project that is called supercollider is not taken for ours."""
    packages = tmp_path / "site-packages"
    (packages / "supercollider").mkdir(parents=True)
    (packages / "supercollider" / "__init__.py").write_text("")
    monkeypatch.setattr(programs, "PACKAGE", packages / "oscfactor")
    for client in ("sc", "pd"):
        with pytest.raises(FileError, match="came without its files for"):
            run(home, client, dry_run=dry_run)
    assert files(home) == set()


def test_an_error_in_one_programs_folder_leaves_the_others_as_they_are(source, home):
    (home / ".local/share/SuperCollider/Extensions").mkdir(parents=True)
    (home / ".local/share/SuperCollider/Extensions/oscfactor").write_text("mine")
    with pytest.raises(FileError, match="is a file or link of yours"):
        run(home, "pd", "sc")
    assert not (home / ".local/lib/pd/extra/oscfactor").exists()
