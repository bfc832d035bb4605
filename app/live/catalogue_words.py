"""What is said of the data sets of a catalogue, in a planner's words."""

from __future__ import annotations

from html import escape

from app.wording import size_words, visible
from importers.catalogues.entry import Distribution, Entry

NO_LICENCE = "licence not said: ask before you publish"
# What a way to have data is for, and what the button does with it.
USES = {
    "feed": ("can be shown", "Show on the city…"),
    "city model": ("can be opened", "Fetch and open"),
    "cloud": ("can be opened", "Fetch and open"),
    "terrain": ("can be opened", "Fetch and open"),
    "map": ("can lie under the city", "Lay it under the city…"),
    "": ("cannot be opened here", "Maquette cannot open this"),
}


def in_short(entry: Entry) -> str:
    """Whose a data set is, under which licence, how new, and what can be done with it: two
    lines."""
    updated = f"updated {str(entry.updated)[:10]}" if entry.updated is not None else ""
    uses = {USES[way.use][0] for way in entry.distributions} or {USES[""][0]}
    can = sorted(uses - {USES[""][0]}) or [USES[""][0]]
    told = ((entry.publisher, entry.words or entry.licence or "licence not said"), (updated, *can))
    return "\n".join(" · ".join(filter(None, line)) for line in told)


def page(entry: Entry) -> str:
    """All that a catalogue says of a data set."""
    where = ""
    if entry.box is not None:
        where = "degrees {:.2f} to {:.2f} east, {:.2f} to {:.2f} north".format(
            *(entry.box[k] for k in (0, 2, 1, 3))
        )
    facts = (
        ("By", entry.publisher),
        ("Licence", entry.words or entry.licence or NO_LICENCE),
        ("Rights", entry.terms),
        ("Updated", str(entry.updated)[:10] if entry.updated is not None else ""),
        ("Where", where),
        ("About", ", ".join(entry.keywords[:30])),
    )
    rows = [f"<p><b>{name}:</b> {_safe(told)}</p>" for name, told in facts if told]
    return f"<h3>{_safe(entry.title)}</h3><p>{_safe(entry.description)}</p>{''.join(rows)}"


def way_words(way: Distribution) -> str:
    """A way to have data, in a line: what it is, how large, and whether it can be used."""
    kind = way.standard or way.media or "no type"
    named = f"{way.title} ({kind})" if way.title else kind
    size = size_words(way.size) if way.size else ""
    return " · ".join(filter(None, (named, size, USES[way.use][0])))


def _safe(text: str) -> str:
    return escape(visible(text))
