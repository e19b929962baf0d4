"""How a sound is to be factorized: what follows from the numbers."""

import pytest

from oscfactor.machine.kernels import Kernels
from tests.session.test_session import options


@pytest.mark.parametrize(
    ("given", "needed"),
    [({}, Kernels.DEFAULT), ({"loss": "is"}, Kernels.ALL), ({"tries": 3}, Kernels.DEFAULT)],
)
def test_the_usual_settings_need_the_usual_kernels(given, needed):
    assert options(**given).needs == needed
