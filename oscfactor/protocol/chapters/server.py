"""Commands about the daemon itself, in scsynth's words."""

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.chapters.words import in_turn, switch
from oscfactor.protocol.spec import Answer, Command

_ROWS = (
    Command(
        "/status",
        doc="Tell how the daemon is.",
        handler="status",
        answers=(Answer("/oscfactor/status", ("name", "value", "…"), "name/value pairs"),),
        notes="`ready` is 0 while a first start still compiles; a job waits only for what it needs of that.",
    ),
    Command(
        "/version",
        doc="Tell the daemon's version.",
        handler="version",
        answers=(Answer("/oscfactor/version", ("major", "minor", "patch", "name")),),
    ),
    Command(
        "/notify",
        doc="Subscribe to every event (1) or end it (0); answers then go to `port` of your own host.",
        handler="notify",
        args=(switch("on", "1 subscribes, 0 ends it"),),
        options=(
            Arg("port", "i", "where you listen; 0 is where you send from", 0, 0, 65535, positional=True),
            Arg(
                "ttl",
                "f",
                "ends after so long without another /notify; 0 never",
                0.0,
                0,
                1e6,
                unit="s",
                positional=True,
            ),
            switch(
                "stop", "1 stops what programs of your computer play when the last that says so has gone", 0
            ),
        ),
        done=("client_id",),
        example=(1,),
        notes="A client has gone when its time to live has run out, when its port refuses or its connection"
        " ends - not after `/notify 0`, which lets players go on.",
    ),
    Command(
        "/sync",
        doc="Answer when all that you asked for earlier has ended.",
        handler="sync",
        args=(Arg("id", "i", "comes back in the answer"),),
        answers=(Answer("/oscfactor/synced", ("id",)),),
        done=("id",),
        example=(1,),
    ),
    Command(
        "/challenge",
        doc="Show that what is sent to you arrives: send back the number of `/oscfactor/challenge`.",
        handler="challenge",
        args=(Arg("n", "i", "the number that came"),),
        done=("n",),
        example=(1,),
        notes="Asked of other computers that send datagrams, before anything else; see the beginning.",
    ),
    Command(
        "/dump",
        doc="Log incoming messages: 0 off, 1 as text, 2 also as hex.",
        handler="dump",
        args=(Arg("level", "i", "0, 1 or 2", minimum=0, maximum=2),),
        done=("level",),
        example=(0,),
        local=True,
    ),
    Command(
        "/quit",
        doc="End the daemon; jobs are cancelled, files stay whole.",
        handler="quit",
        local=True,
        allowed_by="remote_quit",
    ),
    Command(
        "/help",
        doc="Describe every command and every value that has an address, or the one at an address.",
        handler="help",
        options=(Arg("address", "s", "of a command or a value; none is all", "", positional=True),),
        answers=(Answer("/oscfactor/help", ("address", "signature", "text"), "one for each"),),
        done=("count",),
        example=("/buffer/load",),
    ),
)

COMMANDS = in_turn(_ROWS, needs=())
