"""Hints: what a hint says is part of what was found."""

from dataclasses import astuple, replace

from oscfactor.model.hints import Hint
from tests.model.test_history import sound


def test_a_hint_is_told_as_it_was_given():
    assert astuple(Hint(2, 0.5, 1.0, 100.0, 400.0, -1.0)) == (2, 0.5, 1.0, 100.0, 400.0, -1.0)


def test_components_have_no_hints_until_they_are_given_some():
    found = sound().factorization
    assert found.hints == ()
    assert replace(found, hints=(Hint(0, 0.0, 1.0, 0.0, 1.0, 1.0),)).n_bytes == found.n_bytes
