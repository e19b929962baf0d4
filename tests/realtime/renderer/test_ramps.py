"""Values on straight lines to their goals, each in its own time."""

import numpy as np

from oscfactor.model.glides import Glides
from oscfactor.realtime.renderer.ramps import Ramps

RATE = 1000
SHORTEST = 10
ALL = np.array([True, True])
FIRST = np.array([True, False])


def goal(*values):
    return np.array(values, np.float32)


def aim(ramps, values, glides, now):
    return ramps.aim(values, glides, now, sample_rate=RATE, shortest=SHORTEST)


def test_values_go_straight_and_land_on_their_goals_exactly():
    ramps = Ramps(goal(0, 0.1))
    glides = Glides.after(Glides.after(None, FIRST, 0.1), ~FIRST, 0.2)
    assert aim(ramps, goal(1, 0.7), glides, 0)
    assert ramps.at(50).tolist() == goal(0.5, 0.25).tolist()
    assert ramps.moving(100).tolist() == [False, True]
    assert (ramps.next_end(0), ramps.next_end(100), ramps.next_end(200)) == (100, 200, None)
    assert ramps.at(200) is ramps.goal


def test_the_course_is_where_the_values_are_after_each_sample():
    ramps = Ramps(goal(0, 1))
    aim(ramps, goal(1, 0.3), Glides.after(None, ALL, 0.02), 5)
    course = ramps.course(5, 30)
    np.testing.assert_allclose(course, np.stack([ramps.at(5 + i) for i in range(1, 31)], axis=-1), atol=1e-7)
    assert (course[:, 19:] == ramps.goal[:, None]).all()
    assert (course[:, 18] != ramps.goal).all()


def test_no_change_is_shorter_than_what_does_not_click():
    ramps = Ramps(goal(0, 0))
    aim(ramps, goal(1, 0), None, 0)
    assert ramps.at(SHORTEST // 2).tolist() == [0.5, 0.0]
    assert ramps.next_end(0) == SHORTEST
    assert not ramps.is_moving(SHORTEST)


def test_what_no_change_names_goes_on_as_it_did():
    ramps = Ramps(goal(0, 0))
    both = Glides.after(None, ALL, 0.1)
    aim(ramps, goal(1, 1), both, 0)
    aim(ramps, goal(0, 1), Glides.after(both, FIRST, 0.1), 50)
    assert ramps.at(75).tolist() == [0.375, 0.75]
    assert ramps.moving(100).tolist() == [True, False]


def test_the_same_orders_again_change_nothing_and_the_same_goal_in_another_time_does():
    ramps = Ramps(goal(0, 0))
    slow = Glides.after(None, ALL, 1.0)
    assert aim(ramps, goal(1, 1), slow, 0)
    assert not aim(ramps, goal(1, 1), slow, 400)
    assert ramps.next_end(400) == 1000
    assert aim(ramps, goal(1, 1), Glides.after(slow, ALL, 0.1), 400)
    assert ramps.next_end(400) == 500
