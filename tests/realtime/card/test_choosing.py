"""The device that is meant, among those of a Windows computer and of others."""

from types import SimpleNamespace

import pytest

from oscfactor.realtime.card.choosing import INPUT, chosen_index, default_index, devices_with, extra_settings

APIS = ("MME", "Windows DirectSound", "Windows WASAPI", "Windows WDM-KS", "ASIO")


def portaudio(devices, apis, default=-1, defaults=()):
    """Return a `sounddevice` with these (name, index of the sound system, channels)."""
    return SimpleNamespace(
        query_hostapis=lambda: [
            {"name": name, "default_output_device": dict(defaults).get(name, -1)} for name in apis
        ],
        query_devices=lambda: [
            {"name": name, "hostapi": api, "max_output_channels": n} for name, api, n in devices
        ],
        default=SimpleNamespace(device=(-1, default)),
        WasapiSettings=lambda **words: words,
    )


WINDOWS = portaudio(
    [
        ("Speakers (High Definition Audio", 0, 2),  # MME cuts names off
        ("Speakers (High Definition Audio Device)", 1, 2),
        ("Microphone (USB)", 2, 0),
        ("Speakers (High Definition Audio Device)", 2, 2),
        ("Speakers (High Definition Audio Device)", 3, 2),
        ("High Definition ASIO", 4, 2),
        ("Headphones (USB)", 0, 2),
        ("Headphones (USB)", 2, 2),
    ],
    APIS,
    default=0,
    defaults={"MME": 0, "Windows WASAPI": 3}.items(),
)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("", 3),
        ("speakers", 3),
        ("Speakers (High Definition Audio Device)", 3),
        ("high definition", 3),
        ("Speakers MME", 0),
        ("speakers wdm", 4),
        ("asio", 5),
        ("Headphones", 7),
        ("6", 6),
    ],
)
def test_under_windows_a_card_is_taken_through_wasapi_unless_another_is_named(text, index):
    assert chosen_index(WINDOWS, text) == index


def test_wasapi_is_told_to_take_any_rate_and_others_nothing():
    assert extra_settings(WINDOWS, "Windows WASAPI") == {"auto_convert": True}
    assert extra_settings(WINDOWS, "MME") is None


def test_inputs_are_not_listed_and_numbers_stay():
    assert [d["index"] for d in devices_with(WINDOWS)] == [0, 1, 3, 4, 5, 6, 7]


TWINS = portaudio([("USB Audio A", 0, 2), ("USB Audio B", 0, 2), ("USB", 0, 2)], ("Core Audio",), default=1)


def test_words_that_several_cards_have_are_told_with_their_numbers():
    with pytest.raises(ValueError, match="'audio' may be 0 USB Audio A, 1 USB Audio B: give a number"):
        chosen_index(TWINS, "audio")
    assert chosen_index(TWINS, "usb") == 2  # that is the whole name of one
    assert default_index(TWINS) == 1


def test_words_that_no_card_has_are_told():
    with pytest.raises(ValueError, match="no output device has 'speakers' in its name"):
        chosen_index(TWINS, "speakers")


MICROPHONES = SimpleNamespace(
    query_hostapis=lambda: [{"name": "ALSA", "default_input_device": 1, "default_output_device": 0}],
    query_devices=lambda: [
        {"name": "Speakers", "hostapi": 0, "max_output_channels": 2, "max_input_channels": 0},
        {"name": "Microphone", "hostapi": 0, "max_output_channels": 0, "max_input_channels": 1},
        {"name": "Box", "hostapi": 0, "max_output_channels": 2, "max_input_channels": 2},
    ],
    default=SimpleNamespace(device=(1, 0)),
)


def test_inputs_are_chosen_among_those_that_can_hear():
    assert [d["index"] for d in devices_with(MICROPHONES, INPUT)] == [1, 2]
    assert default_index(MICROPHONES, INPUT) == 1
    assert chosen_index(MICROPHONES, "box", INPUT) == 2


def test_a_device_without_inputs_is_said_to_have_none():
    with pytest.raises(ValueError, match="Speakers has no inputs"):
        chosen_index(MICROPHONES, "speak", INPUT)
    with pytest.raises(ValueError, match="no input device has 'nobody' in its name"):
        chosen_index(MICROPHONES, "nobody", INPUT)
