"""Names that may be patterns."""

import pytest

from oscfactor.errors import NotFoundError
from oscfactor.handlers.names import chosen, fits

NAMES = ["drums", "drone", "voice"]


def test_a_pattern_means_the_names_that_it_matches():
    assert chosen("dr*", NAMES) == ["drums", "drone"]
    assert chosen("{voice,drums}", NAMES) == ["drums", "voice"]
    assert chosen("*", NAMES) == NAMES


def test_a_plain_name_is_itself_known_or_not():
    assert chosen("drums", NAMES) == ["drums"]
    assert chosen("bass", NAMES) == ["bass"]


def test_a_pattern_that_matches_none_says_which_names_there_are():
    with pytest.raises(NotFoundError, match=r"no name matches 'x\*'; have: drums, drone, voice"):
        chosen("x*", NAMES)
    with pytest.raises(NotFoundError, match="none yet"):
        chosen("*", [])


def test_a_name_fits_itself_and_its_patterns():
    assert fits("a", "a")
    assert fits("?", "a")
    assert not fits("a", "ab")
