"""Commands about the sound devices."""

from oscfactor.protocol.arguments import SECONDS, Arg
from oscfactor.protocol.spec import PLAYER, SESSION, Answer, Command

DEVICE = Answer(
    "/oscfactor/device", ("index", "name", "api", "n_channels", "sample_rate", "is_default"), "one each"
)

COMMANDS = (
    Command(
        "/audio/devices",
        doc="List the devices that can play.",
        handler="list_devices",
        answers=(DEVICE,),
        done=("count",),
        local=True,
    ),
    Command(
        "/audio/device",
        doc="Open a device, by a part of its name or by its number; without one, the default device.",
        handler="open_device",
        makes=(PLAYER,),
        needs=(PLAYER, SESSION),
        options=(
            Arg(
                "device",
                "s",
                "`silent` plays to nobody, `none` closes what is open",
                "",
                positional=True,
                number_passes=True,
            ),
            Arg("channels", "i", "0 is 2, or under JACK as many as there are", 0, 0, 128),
            Arg("sample_rate", "i", "0 is the device's own", 0, 0, 1_000_000, unit="Hz"),
            Arg(
                "block", "i", "samples it asks for at once; 0 is the device's own", 0, 0, 8192, unit="samples"
            ),
            Arg(
                "latency",
                "f",
                "how far ahead is rendered: the latency of a fader",
                None,
                1,
                250,
                unit="ms",
                given=SECONDS,
            ),
        ),
        done=("device", "channels", "sample_rate", "block", "latency_ms"),
        local=True,
        example=("silent",),
        notes="What plays goes on where it was. With `none` all numbers are 0.",
    ),
)
