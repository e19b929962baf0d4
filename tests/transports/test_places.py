"""Places of connections, and which connection is closed to let another in."""

import pytest

from oscfactor.protocol.client import Client
from oscfactor.transports.places import MAX_CONNECTIONS, MAX_OF_ONE_STRANGER, MAX_OF_STRANGERS, Places


class Connection:
    def __init__(self, host, port, *, stranger=False, active_at=0.0, idle=False):
        self.client = Client("tcp", host, port, lambda _: None, is_stranger=stranger)
        self.active_at, self.is_idle, self.aborted = active_at, idle, False

    def abort(self):
        self.aborted = True


@pytest.fixture
def places():
    return Places()


def fill(places, n, host="127.0.0.1", **options):
    made = [Connection(host, 1000 + i, active_at=float(i), **options) for i in range(n)]
    places.taken.update(made)
    return made


def test_this_machine_has_room_until_all_places_are_taken(places):
    fill(places, MAX_CONNECTIONS - 1)
    assert places.make_room(Connection("127.0.0.1", 1).client)
    fill(places, 1, "10.0.0.1", stranger=True)
    assert not places.make_room(Connection("127.0.0.1", 1).client)


def test_strangers_leave_room_for_this_machine(places):
    for i in range(MAX_OF_STRANGERS):
        fill(places, 1, f"10.0.0.{i}", stranger=True)
    assert not places.make_room(Connection("10.0.1.1", 1, stranger=True).client)
    assert places.make_room(Connection("127.0.0.1", 1).client)


def test_a_stranger_gets_a_place_while_there_is_room(places):
    assert places.make_room(Connection("10.0.0.1", 1, stranger=True).client)
    fill(places, MAX_OF_ONE_STRANGER - 1, "10.0.0.1", stranger=True)
    assert places.make_room(Connection("10.0.0.1", 1, stranger=True).client)
    fill(places, 1, "10.0.0.1", stranger=True)
    assert not places.make_room(Connection("10.0.0.1", 1, stranger=True).client)
    assert places.make_room(Connection("10.0.0.2", 1, stranger=True).client)


def test_one_stranger_closes_its_own_longest_idle_connection(places):
    (other,) = fill(places, 1, "10.0.0.9", stranger=True, idle=True)
    busy = fill(places, MAX_OF_ONE_STRANGER - 2, "10.0.0.1", stranger=True)
    newer = Connection("10.0.0.1", 1, stranger=True, active_at=9.0, idle=True)
    older = Connection("10.0.0.1", 2, stranger=True, active_at=5.0, idle=True)
    places.taken.update((newer, older))
    assert places.make_room(Connection("10.0.0.1", 3, stranger=True).client)
    assert older.aborted
    assert older not in places.taken
    assert not any(place.aborted for place in (other, newer, *busy))


def test_the_owner_of_most_idle_connections_loses_one(places):
    one = Connection("10.0.0.1", 1, idle=True)
    two = fill(places, 2, "10.0.0.2", idle=True)
    places.taken.add(one)
    assert places.close_one(places.taken)
    assert two[0].aborted
    assert not one.aborted
    assert not places.close_one([])
