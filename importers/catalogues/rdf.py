"""Reads RDF from strangers: nothing is fetched for it, no entity is opened, nothing runs long."""

from __future__ import annotations

import logging
import re
import warnings
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from importers.catalogues.vocabulary import ADDRESSES, CONTEXT
from importers.intake import ReadError

if TYPE_CHECKING:
    from rdflib import Graph

LARGEST = 24 << 20  # bytes of RDF; a graph takes some forty times as much memory
FORMS = {
    "text/turtle": "turtle",
    "application/x-turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
}
GAPS = re.compile(rb"<https?://[^<>\"\n]* [^<>\"\n]*>")  # people write addresses with spaces
NAMES = {"turtle": "Turtle", "nt": "N-Triples", "json-ld": "JSON-LD", "xml": "RDF/XML"}


def form_of(kind: str, body: bytes) -> str:
    """Which form of RDF an answer has, by its type or how it begins; "" for none."""
    start = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if kind in FORMS:
        return FORMS[kind]
    if start.startswith((b"@prefix", b"prefix ", b"@base")):
        return "turtle"
    if start.startswith(b"<") and b"<rdf:rdf" in start:
        return "xml"
    known = (b'"@context"', b'"@graph"', b'"@type"', b'"@id"')
    return "json-ld" if start[:1] in (b"{", b"[") and any(one in start for one in known) else ""


def graph(body: bytes, form: str, address: str, told: list[str]) -> Graph:
    """What is written, as a graph. told: gets what was left alone or mended, a sentence each.

    Raises ReadError for what cannot be read.
    """
    from rdflib import Graph

    logging.getLogger("rdflib").setLevel(logging.CRITICAL)  # it tells of each literal it mends
    if len(body) > LARGEST:
        raise ReadError(f"{address} has more than {LARGEST >> 20} MB; ask for a part of it")
    try:
        if form == "json-ld":
            body = _without_remote(body, told)
        if form in ("turtle", "nt"):
            body = GAPS.sub(lambda gap: gap[0].replace(b" ", b"%20"), body)
        if form == "xml":
            _refuse_doctype(body)
        read = Graph(bind_namespaces="none")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # rdflib warns of what it uses itself
            read.parse(data=body, format=form, publicID=address)
    except ReadError:
        raise
    except Exception as fault:  # each parser of rdflib has faults of its own
        why = " ".join(str(fault).split())[:120]
        raise ReadError(
            f"{address} answers with {NAMES[form]} that is broken or cut "
            f"({why or type(fault).__name__}); tell its operator"
        ) from None
    return read


def _refuse_doctype(body: bytes) -> None:
    def refuse(*_: object) -> None:
        raise ReadError("this RDF/XML has a document type, through which entities could come")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(body, True)


def _without_remote(body: bytes, told: list[str]) -> bytes:
    """JSON-LD in which no context leads elsewhere: the usual names of DCAT take its place."""
    import orjson

    document = orjson.loads(body)
    remote: list[str] = []
    left: list[Any] = [document]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            if "@context" in one:
                one["@context"] = _local(one["@context"], remote)
            one.pop("@import", None)
            for key, value in one.items():
                if isinstance(value, str) and key.rpartition(":")[2] in ADDRESSES:
                    one[key] = value.strip().replace(" ", "%20")
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)
    told.extend(
        f"what its words mean is said at {where}; taken as DCAT means them"
        for where in dict.fromkeys(remote)
    )
    return orjson.dumps(document)


def _local(context: Any, remote: list[str]) -> Any:
    """A context without those elsewhere. remote: gets where they are."""
    if isinstance(context, str):
        remote.append(context[:200])
        return CONTEXT
    if isinstance(context, list):
        return [_local(one, remote) for one in context if not isinstance(one, list)]
    if isinstance(context, dict) and "@import" in context:
        remote.append(str(context["@import"])[:200])
    return context
