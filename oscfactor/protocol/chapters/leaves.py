"""The leaves: values with an address of their own."""

from dataclasses import replace

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.chapters.words import GAIN, ON
from oscfactor.protocol.leaf import Leaf

_GAIN = replace(GAIN, default=1.0)
_OFF = replace(ON, default=0)
_PAN = Arg("position", "f", "-1 left, 0 as it is, 1 right", 0.0, minimum=-1, maximum=1)
_COMPONENT = "/sound/{name}/{k}"

LEAVES = (
    Leaf("/sound/{name}/gain", (_GAIN,), "The gain of the whole sound.", "/player/gain"),
    Leaf(f"{_COMPONENT}/gain", (_GAIN,), "A component's gain in the mix.", "/component/gain"),
    Leaf(f"{_COMPONENT}/mute", (_OFF,), "Whether a component is muted.", "/component/mute"),
    Leaf(f"{_COMPONENT}/solo", (_OFF,), "Whether a component is soloed.", "/component/solo"),
    Leaf(f"{_COMPONENT}/pan", (_PAN,), "Where a component stands.", "/component/pan"),
    Leaf(
        "/sound/{name}/matrix/{activation}/{basis}",
        (replace(GAIN, default=0.0),),
        "The gain with which an activation drives a basis; at first 1 where both are one component's.",
        "/matrix/set",
    ),
)
