"""The documents agree with the table that they are made from, and name what is there."""

import re
from pathlib import Path

import pytest

from oscfactor.cli.main import RUNS
from oscfactor.protocol import reference
from oscfactor.protocol.commands import COMMANDS, EVENTS
from oscfactor.protocol.leaves import find

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def test_the_protocol_page_is_up_to_date():
    page = (DOCS / "protocol.md").read_text(encoding="utf-8")
    assert page.strip() == reference.markdown().strip(), "run: make docs"


def test_both_forms_of_the_reference_name_every_command_and_event():
    for form in (reference.markdown(), reference.text()):
        for row in COMMANDS.values():
            assert row.signature in form
        for event in EVENTS:
            assert event.address in form


PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(DOCS.glob("*.md")),
    DOCS / "decisions" / "README.md",
    *sorted((ROOT / ".github").glob("*.md")),
]
FOLDERS = "oscfactor|tests|docs|tools|bench|pd_patches|max_patches|supercollider"
PATH = re.compile(rf"(?<![\w./~-])(?:{FOLDERS})/[\w./~-]*")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_path_and_link_in_a_page_exists(page):
    text = page.read_text(encoding="utf-8")
    paths = {ROOT / found.rstrip(".") for found in PATH.findall(LINK.sub("]", text))}
    links = {page.parent / found for found in LINK.findall(text)}
    assert [path for path in sorted(paths | links) if not path.exists()] == []


def test_the_index_lists_every_decision():
    folder = DOCS / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\((\d{4}[^)]*)\)", index)) == {path.name for path in folder.glob("0*.md")}


def test_the_architecture_names_every_folder_of_the_package():
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    folders = {path.parent.name for path in (ROOT / "oscfactor").rglob("__init__.py")}
    assert {name for name in folders if f"{name}/" not in text} <= {"kernels"}


@pytest.mark.parametrize(
    "page", [DOCS / "troubleshooting.md", DOCS / "compare.md"], ids=lambda page: page.name
)
def test_every_command_on_a_page_is_there(page):
    """Each `/address …` in backquotes is of the wire, each `oscfactor word` a command of the shell."""
    text = page.read_text(encoding="utf-8")
    for address in re.findall(r"`(?:oscfactor send )?(/[a-z]+(?:/\w+)*)", text):
        assert address in COMMANDS or find(address) or address in {e.address for e in EVENTS}, address
    for word in re.findall(r"`oscfactor ([a-z-]+)", text):
        assert word in RUNS, word
