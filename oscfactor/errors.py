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


class OscFactorError(Exception):
    """Base of all errors that are told to the user: its text is one sentence that says what to do."""

    code = "internal"


class ArgumentError(OscFactorError):
    """A value that the command cannot take."""

    code = "argument"


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
