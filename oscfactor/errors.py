"""Everything that can go wrong in a way that a musician can mend; each class carries its code on the wire.

OscFactorError
├── ArgumentError        argument         a value that the command cannot take
├── NotFoundError        not-found        no buffer, component or job of that name
├── ExistsError          exists           the name is taken
├── BusyError            busy             the thing is being worked on
├── LimitError           limit            more memory, time or requests than the settings allow
├── FileError            file             a file that cannot be read or written
├── DeviceError          device           no sound device, or it went away
├── CancelledError       cancelled        the job was stopped on request
├── UnknownCommandError  unknown-command  no command at that address
├── MalformedError       malformed        bytes that are not Open Sound Control
└── ConfigError          argument         a setting that cannot be used
"""

import unicodedata

_HIDDEN = {
    "Cc",
    "Cf",
    "Cs",
    "Zl",
    "Zp",
    "Zs",
}  # categories: a terminal obeys these, or shows nothing
_HARMLESS = " \u3000\u200c\u200d"  # spaces that are seen as such, and what joins letters and emoji


def printable(text: str) -> str:
    """Return `text` as it may be shown: what a terminal would obey, or not show, is written out."""
    if text.isprintable():
        return text
    return "".join(
        c if c in _HARMLESS or unicodedata.category(c) not in _HIDDEN else _escaped(c) for c in text
    )


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


class OscFactorError(Exception):
    """Base of all errors that are told to the user: its text is one sentence that says what to do."""

    code = "internal"
    exit_code = 1  # with which the command line ends

    def __str__(self) -> str:
        """Return the sentence; a path in it may hold anything, a terminal may not be told anything."""
        return printable(super().__str__())


class ArgumentError(OscFactorError):
    """A value that the command cannot take."""

    code = "argument"
    exit_code = 2  # that of argparse


class NotFoundError(OscFactorError):
    """No buffer, component or job of that name."""

    code = "not-found"


class ExistsError(OscFactorError):
    """The name is taken."""

    code = "exists"


class BusyError(OscFactorError):
    """The thing is being worked on."""

    code = "busy"


class LimitError(OscFactorError):
    """More memory, time or requests than the settings allow."""

    code = "limit"


class FileError(OscFactorError):
    """A file that cannot be read or written."""

    code = "file"


class DeviceError(OscFactorError):
    """No sound device, or it went away."""

    code = "device"


class CancelledError(OscFactorError):
    """The job was stopped on request."""

    code = "cancelled"


class UnknownCommandError(OscFactorError):
    """No command at that address."""

    code = "unknown-command"


class MalformedError(OscFactorError):
    """Bytes that are not Open Sound Control."""

    code = "malformed"


class ConfigError(ArgumentError):
    """A setting that cannot be used."""
