"""The table as people read it: all of it, a chapter, or one command in full."""

import pytest

from oscfactor.errors import ArgumentError
from oscfactor.protocol import reference
from oscfactor.protocol.commands import CHAPTERS, COMMANDS, EVENTS


def test_every_command_is_told_in_full_by_its_address():
    for address, row in COMMANDS.items():
        told = reference.text(address)
        assert told.startswith(f"{row.signature}\n")
        for arg in (*row.args, *row.options):
            assert arg.doc in told, (address, arg.name)
            for choice in arg.choices:
                assert choice in told
        assert row.notes in told
        assert all(answer.address in told for answer in row.answers)
        others = set(COMMANDS) - {address}
        assert not others & {line.split()[0] for line in told.splitlines() if line.startswith("/")}


def test_a_command_is_told_with_ranges_units_and_defaults():
    told = reference.text("/activation/smooth")
    assert (
        "[release]          lag downwards; may stand without its name (float, 0 … 1000 s, default 0.1)"
        in told
    )
    assert "for example: /activation/smooth drums 0 0.0 0.2" in told
    assert "Only for programs on this machine" in reference.text("/dump")


def test_the_slash_may_be_left_out_and_a_beginning_gives_all_below_it():
    assert reference.text("buffer/load") == reference.text("/buffer/load")
    below = reference.text("/player/record")
    assert below.startswith("/player/record name path")
    all_below = reference.text("/matrix")
    assert all(row.signature in all_below for a, row in COMMANDS.items() if a.startswith("/matrix/"))
    assert "/edit/" not in all_below


@pytest.mark.parametrize("title", CHAPTERS)
def test_a_chapter_has_its_commands_and_no_others(title):
    told = reference.text(title.lower())
    assert told.startswith(title.upper())
    signatures = {line.strip() for line in told.splitlines() if line.startswith("  /")}
    assert signatures == {row.signature for row in CHAPTERS[title]}


def test_an_event_and_an_answer_are_told_with_who_sends_them():
    for event in EVENTS:
        assert " ".join(event.args) in reference.text(event.address)
    assert "Sent by /component/export" in reference.text("/oscfactor/file")
    assert "Sent by /matrix/export" in reference.text("/oscfactor/file")


def test_a_word_that_is_neither_is_answered_with_what_is_near():
    with pytest.raises(ArgumentError, match=r"did you mean /buffer/load .*chapters: Server, Buffers"):
        reference.text("buffer/lod")


def test_the_page_gives_each_command_its_arguments():
    page = reference.markdown()
    assert "| `gain` | float |  | 0 … 16 | linear gain |" in page
    assert "| `[loss]` | text | kl | `kl`, `is`, `euclidean` | what is made small |" in page
    for code in ("not-found", "cancelled", "internal"):
        assert f"`{code}`" in page
