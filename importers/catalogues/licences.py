"""What the common licences of open data are called, and what they ask."""

from __future__ import annotations

import re

CREATIVE = {
    "by": "name the source",
    "sa": "share alike",
    "nc": "not commercially",
    "nd": "change nothing",
}
FREE = "free to use"

# by what remains of an address or a short name when only letters and digits count
KNOWN: tuple[tuple[str, str, str], ...] = (
    (r"publicdomainzero|^cc0|^cczero", "CC0", FREE),
    (r"publicdomainmark|^pdm", "public domain", FREE),
    (r"odcodbl|odbl|opendatacommons.*odbl", "ODbL", "name the source, share alike"),
    (r"odcby|opendatacommons.*by", "ODC-By", "name the source"),
    (r"^odcpddl|^pddl|datacommons.*pddl", "PDDL", FREE),
    (r"(dlde|dl)(zero|zerode)", "Datenlizenz Deutschland Zero", FREE),
    (r"dldeby|dlbyde", "Datenlizenz Deutschland", "name the source"),
    (r"etalab|licenceouverte", "Licence Ouverte", "name the source"),
    (r"opengovernmentlicence|ukogl|oglukcomog|ogluk", "Open Government Licence", "name the source"),
    (r"^iodl", "Italian Open Data License", "name the source"),
    (r"nlod", "Norwegian Licence for Open Government Data", "name the source"),
    (r"apache20|apachelicense", "Apache 2.0", "name the source"),
)
NOTHING = frozenset({"notspecified", "other", "unknown", "various", "proprietary"})


def in_words(licence: str) -> str:
    """What a licence is called and asks, from its address or its short name (Creative Commons,
    SPDX, CKAN, the EU's authority table); the same text where it is not known, "" for none."""
    plain = re.sub(r"^https?://(www\.)?", "", licence.strip().lower())
    plain = plain.partition("resource/authority/licence/")[2] or plain
    plain = re.sub(r"^(cc_by)(sa|nc|nd)(sa|nd)?", r"\1_\2_\3", plain).replace("__", "_")
    if re.sub(r"[^a-z]", "", plain) in NOTHING:
        return ""
    if creative := _creative_commons(plain):
        return creative
    bare = re.sub(r"[^a-z0-9]", "", plain)
    for sign, name, asks in KNOWN:
        if re.search(sign, bare):
            version = re.search(r"(?<![0-9])([1-4])[._-]([0-9])(?![0-9])", plain)
            number = f" {version[1]}.{version[2]}" if version and name != "Apache 2.0" else ""
            return f"{name}{number}: {asks}"
    return licence.strip()


def _creative_commons(plain: str) -> str:
    """Names such as cc-by-sa-4.0, CC_BY_4_0, creativecommons.org/licenses/by-nc/3.0/."""
    found = re.match(
        r"(?:creativecommons\.org/licenses/|cc[-_ ]+)((?:by|sa|nc|nd)(?:[-_](?:sa|nc|nd))*)"
        r"(?:[/_ -]v?([1-4])[._]([0-9]))?(?![a-z])",
        plain,
    )
    if not found:
        return ""
    parts = re.split(r"[-_]", found[1])
    version = f" {found[2]}.{found[3]}" if found[2] else ""
    asks = ", ".join(CREATIVE[part] for part in parts)
    return f"CC {'-'.join(parts).upper()}{version}: {asks}"
