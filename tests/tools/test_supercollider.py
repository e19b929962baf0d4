"""What the SuperCollider classes repeat of the command table is what the table says."""

import pytest

from tools.clients import supercollider as generate


@pytest.mark.parametrize("path", generate.files(), ids=lambda path: path.name)
def test_generated_lines_are_up_to_date(path):
    assert path.read_text("utf-8") == generate.files()[path], "run `make docs`"


def test_no_class_has_two_methods_of_one_name():
    for name in generate.CLASSES:
        methods = [generate.method(stub) for stub in generate.stubs_of(name)]
        assert len(methods) == len(set(methods)), name
