"""The settings: one table that gives the file, the environment variables, the flags and their documents."""

from __future__ import annotations

import dataclasses
import difflib
import math
import os
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Any, Final

import appdirs

from oscfactor.errors import ConfigError
from oscfactor.protocol.wire import DEFAULT_HTTP_PORT, DEFAULT_PORT, ENV_RUNNING

ENV_PREFIX: Final = "OSCFACTOR_"
ENV_FILE: Final = "OSCFACTOR_CONFIG"
"""Names another settings file than the user's own."""
OFF: Final = -1
"""What the word `off` stands for, where it passes for a number."""

TYPE_WORDS: Final = {int: "a whole number", float: "a number", str: "text", bool: "true or false"}
BOOL_WORDS: Final = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table."""

    name: str
    type: type
    default: Any
    doc: str
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    may_be_off: bool = False  # the word `off` passes for the number OFF

    @property
    def variable(self) -> str:
        """The environment variable of this setting."""
        return ENV_PREFIX + self.name.upper()

    @property
    def flag(self) -> str:
        """The flag of `oscfactor serve` for this setting."""
        return "--" + self.name.replace("_", "-")

    def coerce(self, value: object) -> Any:
        """Return `value`, perhaps read from text, as the setting's type.

        Raises
        ------
        ConfigError
            If it is of another type, out of range or not among the choices.
        """
        if self.may_be_off and str(value).strip().lower() == "off":
            return OFF
        result = self._typed(value)
        if result is None:
            or_off = " or off" if self.may_be_off else ""
            raise ConfigError(f"{self.name} must be {TYPE_WORDS[self.type]}{or_off}, got {value!r}")
        if self.choices and result not in self.choices:
            raise ConfigError(f"{self.name} must be one of {', '.join(self.choices)}; got {value!r}")
        if self.minimum is not None and result < self.minimum:
            raise ConfigError(f"{self.name} must be at least {self.minimum:g}, got {result}")
        if self.maximum is not None and result > self.maximum:
            raise ConfigError(f"{self.name} must be at most {self.maximum:.10g}, got {result}")
        return result

    def _typed(self, value: object) -> Any:
        if self.type is str:
            return value if isinstance(value, str) else None
        if self.type is bool:
            return value if isinstance(value, bool) else BOOL_WORDS.get(str(value).strip().lower())
        if isinstance(value, bool):
            return None
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return None
        if not math.isfinite(number) or (self.type is int and number != int(number)):
            return None
        return self.type(number)


def _row(default: Any, doc: str, **rest: Any) -> Any:
    return dataclasses.field(default=default, metadata={"doc": doc, **rest})


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force; the fields with their metadata are the table."""

    host: str = _row("127.0.0.1", "address to listen on; 0.0.0.0 lets other computers in")
    port: int = _row(
        DEFAULT_PORT,
        "UDP and TCP port; 0 takes a free one. If nobody has set it and it is in use, the next free one",
        minimum=0,
        maximum=65535,
    )
    http_port: int = _row(
        DEFAULT_HTTP_PORT,
        "port for OSCQuery, HTTP and WebSocket; 0 takes a free one, `off` none. If nobody has set it and it"
        " is in use, the next free one",
        minimum=0,
        maximum=65535,
        may_be_off=True,
    )
    zeroconf: bool = _row(
        True, "tell other programs by zeroconf (Bonjour) where the daemon is, on the network of `host` only"
    )
    name: str = _row("", "what others find the daemon as; empty is oscfactor, this computer and the port")
    chunk: int = _row(512, "most samples in one answer", unit="samples", minimum=1, maximum=1000)
    max_memory: float = _row(
        4096.0, "most memory that buffers and their components take", unit="MB", minimum=1
    )
    max_seconds: float = _row(3600.0, "longest sound that is loaded", unit="s", minimum=0.001)
    threads: int = _row(0, "threads that factorize; 0 is one for each core", minimum=0, maximum=256)
    device: str = _row(
        "", "sound device, by a part of its name or its number; empty is the default one, `none` no sound"
    )
    device_channels: int = _row(
        0, "channels to open; 0 is 2, under JACK as many as there are", minimum=0, maximum=128
    )
    device_rate: int = _row(
        0, "sample rate to open; 0 is the device's own", unit="Hz", minimum=0, maximum=1e6
    )
    device_block: int = _row(
        0, "samples the device asks for at once; 0 is its own choice", unit="samples", minimum=0, maximum=8192
    )
    latency: float = _row(
        20.0,
        "how far ahead of what is heard is rendered: the latency of a fader",
        unit="ms",
        minimum=1,
        maximum=250,
    )
    loop_fade: float = _row(5.0, "crossfade at the seam of a loop", unit="ms", minimum=0, maximum=10_000)
    position_rate: float = _row(
        10.0,
        "positions told a second while a buffer plays; 0 tells changes only",
        unit="Hz",
        minimum=0,
        maximum=100,
    )
    live_seconds: float = _row(
        60.0,
        "how much of the live input is kept, to be captured, while it is open",
        unit="s",
        minimum=0.1,
        maximum=3600,
    )
    log_level: str = _row(
        "info", "how much is told on stderr", choices=("debug", "info", "warning", "error", "critical")
    )
    roots: str = _row(
        "",
        "folders in which other computers may load sounds and write new files, apart as in your PATH;"
        " empty is none",
    )
    trusted: str = _row(
        "", "other computers that may do all that this one may: addresses or networks, apart by commas"
    )
    remote_quit: bool = _row(False, "let other computers end the daemon with /quit")
    autosave: float = _row(
        60.0,
        "how often a copy of what is not saved is kept, besides that of the end; 0 keeps none at all",
        unit="s",
        minimum=0,
    )
    recover: bool = _row(False, "begin with the newest session that was left without being saved")
    ends_with: int = _row(
        0,
        "number of a process with which the daemon ends, whatever ends it; 0 is none",
        minimum=0,
        maximum=2**32,
    )
    session: str = _row("", "a session file to begin with")
    log_actions: str = _row("", "a file for all that is done, to be done again by `oscfactor replay`")
    data_dir: str = _row("", "folder for such copies; empty is your user data folder")
    result_cache: float = _row(
        1000.0, "room for factorisations that were found before; 0 keeps none", unit="MB", minimum=0
    )
    cache_dir: str = _row(
        "", "folder for compiled kernels and results that are kept; empty is your user cache folder"
    )
    given: frozenset[str] = dataclasses.field(default_factory=frozenset)
    """The settings that somebody has set, in whatever way; no row of the table."""


def _table() -> tuple[Setting, ...]:
    types = {"str": str, "int": int, "float": float, "bool": bool}
    return tuple(
        Setting(field.name, types[str(field.type)], field.default, **field.metadata)
        for field in dataclasses.fields(Settings)
        if field.default is not MISSING
    )


SETTINGS: Final = _table()
BY_NAME: Final = {setting.name: setting for setting in SETTINGS}


def settings_path(environ: Mapping[str, str] = os.environ) -> Path:
    """Return where the settings file is, or would be."""
    named = environ.get(ENV_FILE)
    return Path(named).expanduser() if named else Path(appdirs.user_config_dir("oscfactor")) / "settings.toml"


def load(flags: Mapping[str, Any] | None = None, *, environ: Mapping[str, str] = os.environ) -> Settings:
    """Gather the settings: a flag goes before the environment, that before the file, that before the default.

    Parameters
    ----------
    flags : mapping
        Values by setting name; None means that the flag was not given.
    environ : mapping
        The environment variables.

    Raises
    ------
    ConfigError
        With one sentence that names the unknown key or the bad value, and where it stands.
    """
    values = _read_file(settings_path(environ), must_exist=ENV_FILE in environ)
    values.update(_read_environment(environ))
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    values.update(_checked(given.items(), "on the command line"))
    return Settings(**values, given=frozenset(values))


def _read_file(path: Path, *, must_exist: bool) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            table = tomllib.load(file)
    except FileNotFoundError:
        if must_exist:
            raise ConfigError(f"{ENV_FILE} names {path}, which is not there") from None
        return {}
    except OSError as error:
        raise ConfigError(f"the settings file {path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"the settings file {path} is not TOML: {error}") from None
    return _checked(table.items(), f"in {path}")


def _read_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for variable, value in environ.items():
        if variable.startswith(ENV_PREFIX) and variable not in (ENV_FILE, ENV_RUNNING):
            name = variable.removeprefix(ENV_PREFIX).lower()
            place = f"in the environment, {variable}"
            values.update(_checked([(name, value)], place, lambda name: BY_NAME[name].variable))
    return values


def _checked(
    pairs: Iterable[tuple[str, object]], place: str, shown: Callable[[str], str] = str
) -> dict[str, Any]:
    """Return the values by setting; `shown` is how a user writes a setting's name at that place."""
    values = {}
    for name, value in pairs:
        if name not in BY_NAME:
            near = difflib.get_close_matches(name, BY_NAME, 1, cutoff=0.5)
            hint = (
                f"did you mean {shown(near[0])}?" if near else f"there are {', '.join(map(shown, BY_NAME))}"
            )
            raise ConfigError(f"no setting {name!r} ({place}); {hint}")
        try:
            values[name] = BY_NAME[name].coerce(value)
        except ConfigError as error:
            raise ConfigError(f"{error} ({place})") from None
    return values


def n_threads(settings: Settings) -> int:
    """Return how many threads factorize: the setting, or one for each core this process may use."""
    if settings.threads:
        return settings.threads
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def markdown() -> str:
    """Return the table as `docs/settings.md` shows it."""
    head = (
        "# Settings\n\n"
        "Generated by `oscfactor reference --settings` from the table in `oscfactor/config.py`.\n\n"
        "A flag of `oscfactor serve` goes before an environment variable, that before the settings file, that"
        " before the\ndefault. The file is `settings.toml` in your user configuration folder, which"
        f" `oscfactor doctor` names; in it a setting\nis written `port = {DEFAULT_PORT}`. The variable"
        f" `{ENV_FILE}` names another file.\n"
        "`oscfactor config init` writes one that holds each setting as a comment.\n\n"
        "| setting | flag | variable | default | range | what it is |\n|---|---|---|---|---|---|\n"
    )
    return head + "".join(
        f"| `{s.name}` | `{s.flag}` | `{s.variable}` | {_shown_default(s)} | {shown_range(s)} | {s.doc} |\n"
        for s in SETTINGS
    )


def _shown_default(setting: Setting) -> str:
    default = str(setting.default).lower() if setting.type is bool else setting.default
    return f"`{default}`" if default != "" else ""


def shown_range(setting: Setting) -> str:
    """Return what values a setting takes, as Markdown; nothing where any text will do."""
    if setting.choices:
        return ", ".join(f"`{choice}`" for choice in setting.choices)
    low = "" if setting.minimum is None else f"{setting.minimum:g}"
    high = "or more" if setting.maximum is None else f"… {setting.maximum:.10g}"
    text = (f"{low} {high}" if low else "") + (", `off`" if setting.may_be_off else "")
    return f"{text} {setting.unit}".strip()
