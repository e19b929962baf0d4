"""Memory that two processes share: made by one, joined by others, removed by its maker."""

from multiprocessing.shared_memory import SharedMemory

import pytest

from oscfactor.realtime.inputring import InputRing
from oscfactor.realtime.ring import Ring
from oscfactor.realtime.sharedring import SharedRing


@pytest.mark.parametrize("kind", [Ring, InputRing])
def test_closing_removes_the_memory_but_not_by_who_has_joined(kind: type[SharedRing]) -> None:
    ring = kind(32, 3)
    joined = kind(32, 3, ring.shape.name)
    assert joined.shape == ring.shape
    joined.close()
    kind(32, 3, ring.shape.name).close()
    ring.close()
    with pytest.raises(FileNotFoundError):
        SharedMemory(ring.shape.name)


@pytest.mark.parametrize("kind", [Ring, InputRing])
def test_a_new_ring_has_counted_nothing(kind: type[SharedRing]) -> None:
    ring = kind(32, 3)
    assert (ring.n_written, ring.n_calls, ring.n_late, ring.largest_block) == (0, 0, 0, 0)
    ring.close()
