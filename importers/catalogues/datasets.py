"""The data sets, services and ways to have them in a graph of DCAT-AP 3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from importers.catalogues import extent
from importers.catalogues.entry import Distribution, Entry, address, passage, said, size
from importers.catalogues.extent import Box
from importers.catalogues.licences import in_words
from importers.catalogues.uses import use_of
from importers.catalogues.vocabulary import DCAT, DCT, FOAF, GEO, LOCN, RDFS, SKOS, VCARD
from importers.live.feed import moment, text

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

MANY = 500  # keywords or ways to have something that are listed of one data set


class Datasets:
    """Reads one graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def entries(self) -> Iterator[Entry]:
        """Data sets by title, then services that serve none of them."""
        datasets = self._of_type("Dataset")
        services = self._of_type("DataService")
        serving: dict[Node, list[Node]] = {}
        for service in services:
            for dataset in self._all(service, DCAT + "servesDataset"):
                serving.setdefault(dataset, []).append(service)
        listed = [self._entry(one, serving.get(one, [])) for one in datasets]
        busy = {one for some in serving.values() for one in some} | {
            one for some in datasets for way in self._all(some, DCAT + "distribution")
            for one in self._all(way, DCAT + "accessService")
        }  # fmt: skip
        listed += [self._entry(one, [one]) for one in services if one not in busy]
        yield from sorted(listed, key=lambda one: (one.title, one.id))

    def _of_type(self, word: str) -> list[Node]:
        from rdflib import RDF, URIRef

        return list(dict.fromkeys(self._graph.subjects(RDF.type, URIRef(DCAT + word))))

    def _entry(self, one: Node, services: list[Node]) -> Entry:
        ways = self._all(one, DCAT + "distribution")[:MANY]
        licence = next(filter(None, (self._licence(some) for some in (one, *ways, *services))), "")
        rights = (self._named(some) for word in ("rights", "accessRights")
                  for some in self._all(one, DCT + word))  # fmt: skip
        return Entry(
            id=text(one),
            title=said(self._best(one, DCT + "title")) or text(one),
            description=passage(self._best(one, DCT + "description")),
            publisher=next(map(self._named, self._all(one, DCT + "publisher")), ""),
            licence=licence,
            words=in_words(licence),
            terms=passage("; ".join(filter(None, rights))),
            updated=moment(
                self._best(one, DCT + "modified") or self._best(one, DCT + "issued")
            ),
            box=self._box(one),
            keywords=tuple(
                dict.fromkeys(said(str(some)) for some in self._all(one, DCAT + "keyword")[:MANY])
            ),
            distributions=tuple(
                sorted(
                    (*map(self._way, ways), *map(self._served, services)),
                    key=lambda way: (way.title, way.address),
                )
            ),
        )  # fmt: skip

    # how it is had

    def _way(self, way: Node) -> Distribution:
        services = self._all(way, DCAT + "accessService")
        places = (
            *(self._first(one, DCAT + "endpointURL") for one in services[:1]),
            self._first(way, DCAT + "downloadURL"),
            self._first(way, DCAT + "accessURL"),
        )
        where = next(filter(None, map(address, places)), "")
        media = [self._last(way, word) for word in (DCAT + "mediaType", DCT + "format")]
        follows = [str(one) for some in (way, *services[:1])
                   for one in self._all(some, DCT + "conformsTo")]  # fmt: skip
        use, standard = use_of(where, *media, *follows)
        title = said(self._best(way, DCT + "title"))
        written = " ".join(filter(None, dict.fromkeys(media)))
        length = size(self._first(way, DCAT + "byteSize"))
        return Distribution(title, where, text(written), use, standard, length)

    def _served(self, service: Node) -> Distribution:
        where = address(self._first(service, DCAT + "endpointURL"))
        follows = [str(one) for one in self._all(service, DCT + "conformsTo")]
        use, standard = use_of(where, *follows)
        return Distribution(said(self._best(service, DCT + "title")), where, "", use, standard)

    def _licence(self, one: Node) -> str:
        """The address of a licence, or how it is called where it has none."""
        from rdflib import BNode

        for licence in self._all(one, DCT + "license"):
            return self._named(licence) if isinstance(licence, BNode) else text(licence)
        return ""

    def _box(self, one: Node) -> Box | None:
        for where in self._all(one, DCT + "spatial"):
            for word in (DCAT + "bbox", LOCN + "geometry", GEO + "hasGeometry", GEO + "asWKT"):
                for shape in self._all(where, word):
                    inner = self._all(shape, GEO + "asWKT")
                    for written in (shape, *inner):
                        if found := extent.of_text(str(written)):
                            return found
        return None

    # what is said

    def _all(self, one: Node, word: str) -> list[Node]:
        from rdflib import URIRef

        return sorted(self._graph.objects(one, URIRef(word)), key=str)

    def _first(self, one: Node, word: str) -> str:
        return next((str(value) for value in self._all(one, word)), "")

    def _last(self, one: Node, word: str) -> str:
        """What a value is called; of an entry in a table of types its own part of the address."""
        for value in self._all(one, word):
            label = self._named(value)
            return label.partition("media-types/")[2] or label.rpartition("/")[2] or label
        return ""

    def _best(self, one: Node, word: str) -> str:
        """A text in English, else in no language, else in the first of some."""
        texts = [(getattr(value, "language", None) or "", str(value))
                 for value in self._all(one, word)]  # fmt: skip
        texts.sort(key=lambda each: (not each[0].startswith("en"), bool(each[0]), each))
        return texts[0][1] if texts else ""

    def _named(self, one: Node) -> str:
        """What a person, a licence or a type is called; its address where it has no name."""
        from rdflib import BNode

        words = (FOAF + "name", SKOS + "prefLabel", RDFS + "label", DCT + "title", VCARD + "fn")
        name = next(filter(None, (self._best(one, word) for word in words)), "")
        return said(name or ("" if isinstance(one, BNode) else str(one)))
