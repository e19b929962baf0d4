"""Objects by the table: components that move together, their faders, leaves and steps of undo."""

import numpy as np
import pytest
import soundfile

from oscfactor.errors import ArgumentError, NotFoundError


@pytest.fixture
def grouped(bench):
    """The bench with components 0 and 2 of `n` in object 0, and 1 in object 1."""
    bench.ask("/object/set", "n", 0, 0, 2)
    bench.ask("/object/set", "n", 1, 1)
    yield bench
    if bench.session.objects.names():
        for word, value in (("gain", 1.0), ("mute", 0), ("solo", 0), ("pan", 0.0)):
            bench.ask(f"/object/{word}", "n", -1, value)
        bench.ask("/object/clear", "n")
    for word, value in (("gain", 1.0), ("mute", 0), ("solo", 0), ("pan", 0.0)):
        bench.ask(f"/component/{word}", "n", -1, value)


def heard(bench):
    return bench.session.mixer.mix("n").heard().tolist()


def listed(bench):
    return [message[2:] for message in bench.ask("/object/list", "n")[1]]


def test_an_objects_gain_multiplies_those_of_its_components(grouped):
    grouped.ask("/component/gain", "n", 2, 0.5)
    assert grouped.ask("/object/gain", "n", 0, 0.25)[0] == ("n", 0, 0.25)
    assert heard(grouped) == [0.25, 1.0, 0.125]
    grouped.ask("/object/gain", "n", -1, 2.0)
    assert heard(grouped) == [2.0, 2.0, 1.0]


def test_a_soloed_object_is_heard_with_soloed_components_and_without_muted_ones(grouped):
    grouped.ask("/object/solo", "n", 0, 1)
    assert heard(grouped) == [1, 0, 1]
    grouped.ask("/component/mute", "n", 0, 1)
    assert heard(grouped) == [0, 0, 1]
    grouped.ask("/component/solo", "n", 1, 1)
    assert heard(grouped) == [0, 1, 1]
    grouped.ask("/object/mute", "n", 0, 1)
    assert heard(grouped) == [0, 1, 0]


def test_an_objects_place_moves_those_of_its_components(grouped):
    grouped.ask("/component/pan", "n", 0, 0.5)
    grouped.ask("/object/pan", "n", 0, -1.0)
    faders = grouped.session.mixer.mix("n").sides()
    assert faders[:, 0].tolist() == pytest.approx([1.0, 2**-0.5])  # 0.5 - 1 is half way to the left
    assert faders[:, 2].tolist() == [1.0, 0.0]
    assert faders[:, 1].tolist() == [1.0, 1.0]


def test_objects_are_listed_undone_redone_and_stay_in_a_reset(grouped):
    assert listed(grouped) == [(0, 0, 2), (1, 1)]
    grouped.ask("/object/gain", "n", 1, 0.5)
    done, _ = grouped.ask("/object/set", "n", 1, 0, 1)
    assert done[:3] == ("n", 1, 2)
    assert heard(grouped) == [0.5, 0.5, 1.0]
    grouped.ask("/edit/undo", "n")
    assert listed(grouped) == [(0, 0, 2), (1, 1)]
    assert heard(grouped) == [1.0, 0.5, 1.0]
    grouped.ask("/edit/redo", "n")
    grouped.ask("/edit/reset", "n")
    assert listed(grouped) == [(0, 2), (1, 0, 1)]


def test_faders_of_objects_stay_for_objects_that_come_later(grouped):
    grouped.ask("/object/gain", "n", 1, 0.5)
    grouped.ask("/object/clear", "n", 1)
    assert heard(grouped) == [1.0, 1.0, 1.0]
    grouped.ask("/component/gain", "n", 0, 0.25)
    grouped.ask("/object/set", "n", 1, 1)
    assert heard(grouped) == [0.25, 0.5, 1.0]


def test_the_values_of_objects_have_addresses(grouped):
    state = grouped.session.state
    grouped.ask("/object/gain", "n", 1, 0.5)
    grouped.ask("/object/solo", "n", 0, 1)
    assert [state.value(f"/sound/n/object/{o}/gain") for o in (0, 1)] == [(1.0,), (0.5,)]
    assert [state.value(f"/sound/n/object/{o}/solo") for o in (0, 1)] == [(1,), (0,)]
    assert [state.value(f"/sound/n/{k}/object") for k in range(3)] == [(0,), (1,), (0,)]
    assert state.value("/sound/n/objects") == (2,)
    grouped.ask("/object/clear", "n", 1)
    assert state.find("/sound/n/object/1/gain") is None
    assert state.value("/sound/n/1/object") == (-1,)


def test_what_is_not_there_is_refused_in_a_sentence(grouped):
    with pytest.raises(ArgumentError, match="no object 2: there are 2"):
        grouped.ask("/object/gain", "n", 2, 0.5)
    with pytest.raises(ArgumentError, match="no component 3: there are 3"):
        grouped.ask("/object/set", "n", 0, 3)
    with pytest.raises(NotFoundError, match="'other' has no objects yet; send /object/find other"):
        grouped.ask("/object/mute", "other", 0, 1)
    with pytest.raises(NotFoundError, match="no name matches 'o\\*'; have: n"):
        grouped.ask("/object/mute", "o*", 0, 1)
    with pytest.raises(NotFoundError, match="no buffer named 'x'"):
        grouped.ask("/object/set", "x", 0, 0)
    assert listed(grouped) == [(0, 0, 2), (1, 1)]


def test_a_pattern_moves_the_objects_of_all_buffers_that_have_some(grouped):
    grouped.ask("/object/gain", "*", 0, 0.5)
    assert heard(grouped) == [0.5, 1.0, 0.5]


def test_a_residual_is_in_no_object(grouped):
    grouped.ask("/edit/residual", "n", 1)
    grouped.ask("/object/gain", "n", 0, 0.5)
    assert heard(grouped) == [0.5, 1.0, 0.5, 1.0]


def test_objects_of_a_mono_sound_are_found_by_timbre(grouped):
    done, _ = grouped.ask("/object/find", "n", 2)
    assert done[0] == "n"
    assert 1 <= done[1] <= 2
    assert sorted(k for _, *members in listed(grouped) for k in members) == [0, 1, 2]
    assert grouped.ask("/object/find", "n", 0)[0][1] == 1
    with pytest.raises(ArgumentError, match="a mono sound stands in the middle; find its objects by timbre"):
        grouped.ask("/object/find", "n", 2, "pan")
    with pytest.raises(ArgumentError, match="4 objects cannot be made of 3 components"):
        grouped.ask("/object/find", "n", 4)


def samples_of(bench, kind, number):
    """Return all samples of a component or an object, pulled."""
    (n_samples,) = {len(sound.samples[0]) for sound in [bench.session.buffers.existing("n")]}
    parts = []
    for offset in range(0, n_samples, 100):
        _, (sent,) = bench.ask(f"/{kind}/audio", "n", number, 0, offset, 100)
        parts.append(sent[-1])
    return np.concatenate(parts)


def test_an_objects_sound_is_the_sum_of_its_components_before_all_faders(grouped, tmp_path):
    grouped.ask("/object/gain", "n", 0, 0.0)
    parts = [samples_of(grouped, "component", k) for k in range(3)]
    pulled = samples_of(grouped, "object", 0)
    np.testing.assert_allclose(pulled, parts[0] + parts[2], atol=1e-6)
    done, sent = grouped.ask("/object/audio", "n", 0, 0, 2990, 100)
    assert done == ("n", 0, 0, 2990, 10)
    assert sent[0][:6] == ("/oscfactor/object_audio", "n", 0, 0, 2990, 3000)
    done, sent = grouped.ask("/object/export", "n", -1, str(tmp_path))
    assert done == ("n", 2, -1)
    assert [message[:3] for message in sent] == [("/oscfactor/object_file", "n", o) for o in (0, 1)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["n-object-00.wav", "n-object-01.wav"]
    np.testing.assert_allclose(soundfile.read(sent[0][3], dtype="float32")[0], pulled, atol=1e-6)
    np.testing.assert_allclose(soundfile.read(sent[1][3], dtype="float32")[0], parts[1], atol=1e-6)


def test_an_objects_file_is_written_once_beside_those_of_components(grouped):
    done, (first,) = grouped.ask("/object/file", "n", 0)
    assert done == ("n", 1, 0)
    assert (first[:3], first[4]) == (("/oscfactor/object_file", "n", 0), "wav")
    assert grouped.ask("/object/file", "n", 0)[1] == [first]
    _, components = grouped.ask("/component/file", "n", -1)
    assert first[3] not in [message[3] for message in components]
    pulled = samples_of(grouped, "object", 0)
    np.testing.assert_allclose(soundfile.read(first[3], dtype="float32")[0], pulled, atol=1e-6)
    grouped.ask("/object/set", "n", 0, 0)
    _, (other,) = grouped.ask("/object/file", "n", 0)
    assert other[3] != first[3]
    parts = samples_of(grouped, "component", 0)
    np.testing.assert_allclose(soundfile.read(other[3], dtype="float32")[0], parts, atol=1e-6)


def test_an_object_without_components_is_silent(grouped):
    grouped.ask("/object/clear", "n", 0)
    assert not samples_of(grouped, "object", 0).any()
    with pytest.raises(ArgumentError, match="no object 2: there are 2"):
        grouped.ask("/object/audio", "n", 2, 0, 0, 100)
