"""The reference pages: the messages of each object, with their arguments, from the command table."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from oscfactor.protocol.arguments import Arg
from tools.clients.stubs import SUBJECTS, Stub, default_of, stubs_of

from .pages import OWN, PAGES, Page

TYPES = {"i": "int", "f": "float", "s": "symbol", "b": "blob"}
TABLE_OF = {"oscfactor.activation~": "oscfactor.activations"}
"""Objects that take the messages of another."""


def pages() -> dict[str, str]:
    """Return the text of each reference page by the name of its object."""
    return {page.name: _page(page) for page in PAGES}


def _page(page: Page) -> str:
    table = TABLE_OF.get(page.name, page.name)
    stubs = stubs_of(table) if table in SUBJECTS else ()
    lines = [
        '<?xml version="1.0" encoding="utf-8" standalone="yes"?>',
        '<?xml-stylesheet href="./_c74_ref.xsl" type="text/xsl"?>',
        "<!-- Made from the command table by tools.clients; changes here are lost. -->",
        f'<c74object name={quoteattr(page.name)} module="oscfactor" category="oscfactor">',
        *_digest(page.digest, page.text),
        (
            '<metadatalist><metadata name="author">the oscfactor project</metadata>'
            '<metadata name="tag">oscfactor</metadata></metadatalist>'
        ),
        "<inletlist>",
        *_port("inlet", 0, "; ".join(page.inlet)),
        "</inletlist>",
        "<outletlist>",
        *(line for i, text in enumerate(page.outlets) for line in _port("outlet", i, text)),
        "</outletlist>",
        "<objarglist>",
        *(line for argument in page.arguments for line in _argument(*argument)),
        "</objarglist>",
        "<methodlist>",
        *(line for stub in stubs for line in _method(stub)),
        *(line for name, own in OWN[table].items() for line in _own(name, *own)),
        "</methodlist>",
        "<seealsolist>",
        *(f"<seealso name={quoteattr(other.name)}/>" for other in PAGES if other.name != page.name),
        "</seealsolist>",
        "</c74object>",
    ]
    return "\n".join(lines) + "\n"


def _digest(digest: str, text: str) -> list[str]:
    return [f"<digest>{escape(digest)}</digest>", f"<description>{escape(text)}</description>"]


def _port(tag: str, i: int, text: str) -> list[str]:
    return [f'<{tag} id="{i}" type="anything">', *_digest(text, text), f"</{tag}>"]


def _argument(name: str, kind: str, text: str) -> list[str]:
    return [f'<objarg name={quoteattr(name)} optional="1" type="{kind}">', *_digest(text, text), "</objarg>"]


def _method(stub: Stub) -> list[str]:
    arguments = [
        f'<arg name={quoteattr(arg.name)} optional="{int(arg in stub.options)}" type="{TYPES[arg.type]}"/>'
        for arg in (*stub.args, *stub.options)
    ]
    said = " ".join(_sentence(arg) for arg in (*stub.args, *stub.options))
    text = " ".join(
        part for part in (stub.doc, stub.command.notes, f"The message: {stub.signature}.", said) if part
    )
    return [
        f"<method name={quoteattr(stub.message)}>",
        "<arglist>",
        *arguments,
        "</arglist>",
        *_digest(stub.doc, text),
        "</method>",
    ]


def _own(name: str, arguments: tuple[tuple[str, str], ...], text: str) -> list[str]:
    return [
        f"<method name={quoteattr(name)}>",
        "<arglist>",
        *(f'<arg name={quoteattr(arg)} optional="0" type="{kind}"/>' for arg, kind in arguments),
        "</arglist>",
        *_digest(text, text),
        "</method>",
    ]


def _sentence(arg: Arg) -> str:
    unit = f", in {arg.unit}" if arg.unit else ""
    choices = f"; one of {', '.join(arg.choices)}" if arg.choices else ""
    default = f"; {default_of(arg)} if it is not given" if default_of(arg) else ""
    return f"{arg.name}: {arg.doc}{unit}{choices}{default}."
