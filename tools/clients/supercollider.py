"""The lines of the SuperCollider classes that repeat the command table.

`Classes/OscFactorCommands.sc` is made as a whole; in the help files of the classes only the part between two
anchors.
"""

from __future__ import annotations

from pathlib import Path

from oscfactor.protocol.arguments import Arg, Samples
from oscfactor.protocol.commands import COMMANDS, EVENTS
from tools.clients.stubs import Stub, default_of, stubs_of

ROOT = Path(__file__).resolve().parents[2] / "supercollider"
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
    words = stub.command.address.strip("/").split("/")
    if len(words) > 1 and words[0] in OWN_CHAPTERS:
        words = words[1:]
    first, *others = "_".join(words).split("_")
    return first + "".join(word.capitalize() for word in others)


def _classes() -> str:
    answers = {a.address for command in COMMANDS.values() for a in command.answers} | {
        e.address for e in EVENTS
    }
    listed = ",\n".join(f"\t\t\t'{address}'" for address in sorted(answers))
    parts = [
        "// Made from the command table by tools.clients; changes here are lost.\n",
        f"OscFactorTable {{\n\t*answers {{\n\t\t^#[\n{listed}\n\t\t]\n\t}}\n}}\n",
    ]
    for name, cls in CLASSES.items():
        methods = "\n".join(_method(stub) for stub in stubs_of(name))
        parts.append(f"+ {cls} {{\n{methods}}}\n")
    return "\n".join(parts)


def _method(stub: Stub) -> str:
    parameters = [arg.name for arg in stub.args]
    parameters += [
        f"{option.name} = {_literal(option)}" if _literal(option) else option.name for option in stub.options
    ]
    parameters += ["action", *(["progress"] if _has_progress(stub) else [])]
    given = ", ".join(arg.name for arg in stub.args if not isinstance(arg, Samples))
    args = f"[{given}]" + "".join(f" ++ {arg.name}" for arg in stub.args if isinstance(arg, Samples))
    options = ", ".join(f"\\{option.name}, {option.name}" for option in stub.options)
    answers = ", ".join(f"'{answer.address}'" for answer in stub.command.answers)
    progress = ", progress" if _has_progress(stub) else ""
    subject = "this.subject ++ " if stub.subject else ""
    return (
        f"\t// {stub.doc}\n\t{method(stub)} {{ |{', '.join(parameters)}|\n"
        f"\t\t^this.request('{stub.command.address}', {subject}{args}, [{options}], [{answers}],"
        f" action{progress})\n\t}}\n"
    )


def _help(name: str) -> str:
    parts = []
    for stub in stubs_of(name):
        lines = [f"METHOD:: {method(stub)}", stub.doc]
        if stub.command.notes:
            lines.append(stub.command.notes)
        for arg in (*stub.args, *stub.options):
            lines += [f"ARGUMENT:: {arg.name}", _described(arg)]
        lines += ["ARGUMENT:: action", "a function that is given the result"]
        if _has_progress(stub):
            lines += [
                "ARGUMENT:: progress",
                "a function that is given the fraction done, the iteration and the loss",
            ]
        gives = stub.command.answers[0].args if stub.command.answers else stub.command.done
        lines += [
            "RETURNS::",
            f"an link::Classes/OscFactorReply::; its result is {', '.join(gives) or 'empty'}",
        ]
        parts.append("\n".join(line.replace("`", "") for line in lines) + "\n")
    return "\n".join(parts)


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
