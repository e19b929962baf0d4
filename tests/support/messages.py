"""Messages made from the command table: what is right, and what has one argument replaced by anything."""

from __future__ import annotations

import random
import string
from typing import Any

from oscfactor.protocol.arguments import Arg
from oscfactor.protocol.commands import COMMANDS
from oscfactor.protocol.spec import Command
from tests.support.wire import Tagged

# Each of these is answered, and the daemon goes on.
WALKED = [row for row in COMMANDS.values() if row.address != "/quit" and not row.quiet]
# Nothing that leads out of the daemon's folder: no slash, no tilde, no dot.
LETTERS = string.ascii_letters + string.digits + " _-+äß鼓🥁'\"!%&()=*?[]{}<>|:,;#\t\n\x7f"


def example(row: Command) -> tuple[Any, ...]:
    """Return a valid message of a row: the table's own example, and where it has none, no argument."""
    return tuple(row.example)


def valid_value(arg: Arg, rng: random.Random) -> Any:
    if arg.choices:
        return rng.choice(arg.choices)
    if arg.type == "s":
        return rng.choice(["drums", "take", "PCM_16", "layers", "new.wav"])
    low = 0 if arg.minimum is None else arg.minimum
    high = min(low + 64, low + 64 if arg.maximum is None else arg.maximum)
    return rng.randint(int(low), int(high)) if arg.type == "i" else rng.uniform(low, high)


def anything(rng: random.Random) -> Any:
    """Return a value of any type that Open Sound Control knows, likely a nasty one."""
    kind = rng.randrange(8)
    if kind == 0:
        return rng.choice([0, -1, 1, 2, 3, 7, 64, 4096, 2**31 - 1, -(2**31), rng.randint(-(10**6), 10**6)])
    if kind == 1:
        return rng.choice([0.0, -0.0, 0.5, 1.0, 7.0, -1e-40, 3e38, float("nan"), float("inf"), float("-inf")])
    if kind == 2:
        return "".join(rng.choices(LETTERS, k=rng.choice([0, 1, 5, 64, 65, 300, 1100])))
    if kind == 3:
        return rng.choice(["drums", "take", "layers", "1", "nan", "bases", "seed", "fft", "\0", "x.wav"])
    if kind == 4:
        return rng.randbytes(rng.choice([0, 1, 4, 64, 4000]))
    if kind == 5:
        big = rng.choice([2**31, 2**40, -(2**63), 3])
        return rng.choice(
            [Tagged("h", big), Tagged("d", rng.choice([1e300, 2.0, float("nan")])), Tagged("t", 1)]
        )
    if kind == 6:
        return rng.choice([True, False, None, Tagged("I"), Tagged("S", "drums"), Tagged("c", "x")])
    return rng.choice([[1, 2], [], [[]], ["drums", 0.5], Tagged("m", b"\0\x90<d"), Tagged("r", b"\1\2\3\4")])


def near_miss(rng: random.Random, rows: list[Command] = WALKED) -> tuple[str, list[Any]]:
    """Return a valid message, perhaps with a few options, in which one argument is replaced by anything."""
    row = rng.choice(rows)
    args = list(example(row))
    if row.address == "/notify":
        args = [1, 0]  # elsewhere we would not hear the answer
    options = [option for option in row.options if option.name not in args and not option.positional]
    for option in rng.sample(options, k=rng.randint(0, min(3, len(options)))):
        args += [option.name, valid_value(option, rng)]
    change = rng.randrange(8)  # one in eight stays right
    if change == 0 or not args:
        args.append(anything(rng))
    elif change == 1:
        del args[rng.randrange(len(args))]
    elif change < 7:
        args[rng.randrange(len(args))] = anything(rng)
    if row.address == "/notify":  # no port but this one; an array would be read as its elements
        args = [arg for arg in args if not isinstance(arg, list)]
        args[1:2] = [0] * len(args[1:2])
    return row.address, args
