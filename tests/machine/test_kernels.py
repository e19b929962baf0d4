"""How many kernels there are, against how many a job needs."""

import pytest

from oscfactor.cli.warmup import default_options
from oscfactor.compute.options import Options
from oscfactor.machine.kernels import Kernels


def test_kernels_come_in_steps_and_a_later_step_serves_all_that_an_earlier_one_does() -> None:
    assert Kernels.NONE < Kernels.DEFAULT < Kernels.ALL


@pytest.mark.parametrize("change", [{"loss": "is"}, {"init": "nndsvd"}, {"solver": "mu"}, {"components": 0}])
def test_a_default_job_may_begin_first_and_no_other(change: dict[str, object]) -> None:
    usual = {**default_options(), "components": 4}
    assert Options(**usual).needs is Kernels.DEFAULT
    assert Options(**{**usual, **change}).needs is Kernels.ALL
