"""The lines of the SuperCollider classes that repeat the command table.

`Classes/OscFactorCommands.sc` is made as a whole; in the help files of the classes only the part between two
anchors.
"""

from __future__ import annotations

from pathlib import Path

from oscfactor import __version__
from oscfactor.protocol.arguments import Arg, Samples
from oscfactor.protocol.commands import COMMANDS, EVENTS
from oscfactor.protocol.spec import Answer, Command
from tools.clients.stubs import Stub, default_of, stubs_of

ROOT = Path(__file__).resolve().parents[2] / "supercollider" / "oscfactor"
COMMANDS_FILE = ROOT / "Classes" / "OscFactorCommands.sc"
BEGIN, END = "ANCHOR::commands::", "ANCHOR::commandsEnd::"

CLASSES = {
    "oscfactor": "OscFactor",
    "oscfactor.buffer": "OscFactorBuffer",
    "oscfactor.component": "OscFactorComponent",
    "oscfactor.activations": "OscFactorActivations",
    "oscfactor.player": "OscFactorPlayer",
    "oscfactor.matrix": "OscFactorMatrix",
}
OWN_CHAPTERS = {"buffer", "component", "stream", "player", "matrix", "edit"}
"""Their methods are called as the address ends; others have the chapter before that: `basisSet`."""

METHODS = {"/buffer/read": "getn", "/buffer/write": "setn"}
"""Methods that SuperCollider has a word for: its `read` and `write` are about files."""
WORDS = {"n_samples": "numFrames", "channels": "numChannels"}
"""Arguments that SuperCollider has a word for."""

SUBJECT_WORDS = {"name", "k", "o", "channel", "offset", "activation", "basis", "id", "n", "pattern"}
"""Arguments that answers repeat as they came, and that tell one request from another."""
EVENT_ADDRESSES = {event.address for event in EVENTS} | {
    answer.address
    for address, command in COMMANDS.items()
    if address.startswith(("/stream/", "/watch"))
    for answer in command.answers
}
"""Messages that come on the way or later: they are no part of a result."""


def files() -> dict[Path, str]:
    """Return the text of each file that holds generated lines."""
    made = {COMMANDS_FILE: _classes()}
    for name, cls in CLASSES.items():
        path = ROOT / "HelpSource" / "Classes" / f"{cls}.schelp"
        head, _, rest = path.read_text("utf-8").partition(BEGIN)
        _, _, tail = rest.partition(END)
        made[path] = f"{head}{BEGIN}\n\n{_help(name)}\n{END}{tail}"
    return made


def method(stub: Stub) -> str:
    """Return the method's name: `gain`, `basisSet`."""
    address = stub.command.address
    words = address.strip("/").split("/")
    if len(words) > 1 and words[0] in OWN_CHAPTERS:
        words = words[1:]
    return METHODS.get(address, _camel("_".join(words)))


def parameter(arg: Arg) -> str:
    """Return a parameter's name as SuperCollider writes it: `numPoints` for `n_points`."""
    number = f"num_{arg.name[2:]}" if arg.name.startswith("n_") else arg.name
    return WORDS.get(arg.name, _camel(number))


def results(command: Command) -> tuple[Answer, ...]:
    """Return the messages before `done` that are the result of a command."""
    return tuple(answer for answer in command.answers if answer.address not in EVENT_ADDRESSES)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def _classes() -> str:
    parts = ["// Made from the command table by tools.clients; changes here are lost.\n", _table()]
    for name, cls in CLASSES.items():
        methods = "\n".join(_method(stub) for stub in stubs_of(name))
        parts.append(f"+ {cls} {{\n{methods}}}\n")
    return "\n".join(parts)


_TABLE = """\
OscFactorTable {{
	// Of each command: how many of its first arguments `done` repeats; whether it gives rows
	// (1, or 2: where k is -1); the messages of its result, and how many arguments each repeats;
	// and of what comes on the way, if anything does.
	classvar <commands;

	*initClass {{
		commands = IdentityDictionary[
{rows}
		]
	}}

	*version {{
		^"{version}"
	}}

	*answers {{
		^#[
{answers}
		]
	}}
}}
"""


def _table() -> str:
    answers = {a.address for command in COMMANDS.values() for a in command.answers}
    answers |= {event.address for event in EVENTS}
    return _TABLE.format(
        rows=",\n".join(f"\t\t\t'{address}' -> {_row(command)}" for address, command in COMMANDS.items()),
        version=__version__,
        answers=",\n".join(f"\t\t\t'{address}'" for address in sorted(answers)),
    )


def _row(command: Command) -> str:
    names = [arg.name for arg in command.args]
    found = ", ".join(f"'{a.address}', {_repeats(names, a.args)}" for a in results(command))
    events = [a for a in command.answers if a.address in EVENT_ADDRESSES]
    way = f", {_repeats(names, events[0].args)}" if events else ""
    return f"[{_repeats(names, command.done)}, {_gives_rows(command)}, [{found}]{way}]"


def _repeats(names: list[str], repeated: tuple[str, ...]) -> int:
    n = 0
    for name, again in zip(names, repeated, strict=False):
        if name != again or name not in SUBJECT_WORDS:
            break
        n += 1
    return n


def _gives_rows(command: Command) -> int:
    """Return 1 if a command may have any number of answers, 2 if it has where its component is -1."""
    counted = "count" in command.done and all(arg.name != "count" for arg in command.args)
    found = results(command)
    if not found or not (counted or any(answer.doc.startswith("one ") for answer in found)):
        return 0
    return 2 if any(arg.name == "k" for arg in command.args) else 1


def _method(stub: Stub) -> str:
    parameters = [parameter(arg) for arg in stub.args]
    parameters += [
        f"{parameter(option)} = {_literal(option)}" if _literal(option) else parameter(option)
        for option in stub.options
    ]
    parameters += ["action", *(["progress"] if _has_progress(stub) else [])]
    given = ", ".join(parameter(arg) for arg in stub.args if not isinstance(arg, Samples))
    args = f"[{given}]" + "".join(f" ++ {parameter(arg)}" for arg in stub.args if isinstance(arg, Samples))
    options = ", ".join(f"\\{option.name}, {parameter(option)}" for option in stub.options)
    progress = ", progress" if _has_progress(stub) else ""
    subject = "this.subject ++ " if stub.subject else ""
    return (
        f"\t// {stub.doc}\n\t{method(stub)} {{ |{', '.join(parameters)}|\n"
        f"\t\t^this.request('{stub.command.address}', {subject}{args}, [{options}], action{progress})\n\t}}\n"
    )


def _help(name: str) -> str:
    parts = []
    for stub in stubs_of(name):
        lines = [f"METHOD:: {method(stub)}", stub.doc]
        if stub.command.notes:
            lines.append(stub.command.notes)
        for arg in (*stub.args, *stub.options):
            lines += [f"ARGUMENT:: {parameter(arg)}", _described(arg)]
        lines += ["ARGUMENT:: action", "a function that is given the result"]
        if _has_progress(stub):
            lines += [
                "ARGUMENT:: progress",
                "a function that is given the fraction done, the iteration and the loss",
            ]
        lines += ["RETURNS::", f"an link::Classes/OscFactorReply::; its result is {_result(stub.command)}"]
        parts.append("\n".join(line.replace("`", "") for line in lines) + "\n")
    return "\n".join(parts)


def _result(command: Command) -> str:
    found = results(command)
    fields = ", ".join(found[0].args if found else command.done) or "empty"
    row = f"an Array of rows, each {fields}"
    return {0: fields, 1: row, 2: f"{fields}; where k is -1, {row}"}[_gives_rows(command)]


def _described(arg: Arg) -> str:
    unit = f", in {arg.unit}" if arg.unit else ""
    choices = f"; one of {', '.join(arg.choices)}" if arg.choices else ""
    default = f" (default: {default_of(arg)})" if default_of(arg) else ""
    return f"{arg.doc}{unit}{choices}{default}"


def _literal(option: Arg) -> str:
    default = default_of(option)
    return f"'{default}'" if default and option.type == "s" else default


def _has_progress(stub: Stub) -> bool:
    return any(answer.address == "/oscfactor/progress" for answer in stub.command.answers)
