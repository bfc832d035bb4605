"""About: what this program is, what it is made of, and whose data is on the table."""

from __future__ import annotations

import html
import platform
import re
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, metadata, requires, version
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from app.live.layer import LiveLayer
from app.screen_room import resize_within
from app.wording import visible
from city.model import Source

PROMISE = (
    "Maquette puts a city on the table: see it, change it, compare it, decide. It works without a "
    "network, has no account, and tells nobody what you do."
)
TABLE = '<table cellspacing="0" cellpadding="3">'


class About(QDialog):
    """A page that can be read, copied and followed with the keyboard."""

    def __init__(
        self,
        parent: QWidget | None,
        sources: Iterable[Source],
        live: Iterable[LiveLayer] = (),
        drawer: str = "",
    ) -> None:
        """drawer: who draws the pictures; "" where it is not known."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("About Maquette")
        resize_within(self, 620, 560)
        self.page = QTextBrowser()
        self.page.setAccessibleName("About Maquette")
        self.page.setOpenLinks(False)
        self.page.setHtml(_program(drawer) + _data(sources) + _live(live) + _libraries())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 12)
        column.addWidget(self.page)
        column.addWidget(buttons)


def _program(drawer: str) -> str:
    drawn = f"<p>Pictures are drawn by {_safe(drawer)}.</p>" if drawer else ""
    return (
        f"<h2>Maquette {html.escape(_version('maquette'))}</h2><p>{PROMISE}</p>"
        f"<p>Licence: Apache-2.0. You may use, change and pass it on.</p>{drawn}"
    )


def _data(sources: Iterable[Source]) -> str:
    """Whose data is open, under which licence; said plainly where the file does not tell."""
    rows = []
    for source in sources:
        name = source.path.replace("\\", "/").rpartition("/")[2]
        owner = source.attribution or "the file names no owner"
        unknown = "" if source.attribution else "nor a licence: ask before you publish"
        words = ", ".join(filter(None, (owner, source.licence or unknown)))
        kind = f"{source.format} {source.version}".strip()
        parts = (html.escape(part) for part in (name, kind, words))
        rows.append("<p><b>{}</b> · {}<br>{}</p>".format(*parts))
    return f"<h3>The data on the table</h3>{''.join(rows) or '<p>Nothing is open.</p>'}"


def _live(layers: Iterable[LiveLayer]) -> str:
    """Whose the live layers are; "" where there are none."""
    rows = []
    for layer in layers:
        terms = layer.source.terms
        words = terms.named() or "nobody says whose it is, nor a licence: ask before you publish"
        lines = "<br>".join(_safe(one) for one in (words, *terms.policy))
        kind = f" · {_safe(layer.standard)}" if layer.standard else ""
        rows.append(f"<p><b>{_safe(layer.title)}</b>{kind}<br>{lines}</p>")
    return f"<h3>Live over it</h3>{''.join(rows)}" if rows else ""


def _safe(text: str) -> str:
    return html.escape(visible(text))


def _libraries() -> str:
    """What the installed program is made of, as each library's own package says it."""
    rows = [_row("Python", platform.python_version(), "PSF-2.0")]
    names = sorted(needed("maquette"), key=str.casefold)
    rows += [_row(name, _version(name), licence(name)) for name in names]
    return f"<h3>What it is made of</h3>{TABLE}{''.join(rows)}</table>"


def _row(*cells: str) -> str:
    return "<tr>" + "".join(f"<td>{html.escape(cell)}&nbsp;</td>" for cell in cells) + "</tr>"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def needed(name: str) -> set[str]:
    """The names of the libraries that a package needs and that are installed."""
    try:
        asked = requires(name) or []
    except PackageNotFoundError:
        return set()
    names = {re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in asked if "extra ==" not in line}
    return {name for name in names if _version(name)}


def licence(name: str) -> str:
    """A package's licence: its expression, else its first classifier, else its first line."""
    about: Any = metadata(name)
    said = about.get("License-Expression") or ""
    classes = [
        c.rpartition("::")[2].strip()
        for c in about.get_all("Classifier") or []
        if c.startswith("License ::")
    ]
    text = (about.get("License") or "").strip().partition("\n")[0]
    return str(said or ", ".join(classes) or text[:80] or "see its package")
