"""What buildings are for, told from the words and the codes that city models use for it."""

from __future__ import annotations

import re
from typing import Any

# The uses that numbers are told by, and what says so: words of English, German, Dutch and French,
# the code list of CityGML 2.0 (annex C.1, function) and ALKIS (31001_...), the BAG's gebruiksdoel,
# and the categories of Smart Data Models' Building.
WORDS = {
    "residential": r"r[eé]sident|dwelling|apartment|housing|\bhouse|wohn|woon|logement|habitation|"
    r"bungalow|dormitor|\bcabin\b|\bhut\b|caravan|^terrace$|^(semi\W?)?detached$",
    "industry": r"industr|factory|warehouse|workshop|logistics|gewerbe|lager|fabri[kq]|usine",
    "office": r"office|büro|buero|verwaltung|kantoor|bureau|administrat",
    "retail": r"retail|\bshop|commerc|\bstores?\b|\bhandel|geschäft|winkel|magasin|market|markt|"
    r"\bkiosk",
    "education": r"education|school|university|kindergarten|schul|bildung|onderwijs|école|enseign",
    "health": r"health|hospital|clinic|kranken|pflege|gezondheid|zorg|santé|hôpital",
    "hotel": r"h[oô]tel|hostel|beherberg|logies|restaurant|gastro|horeca",
    "culture": r"cultur|museum|theat|church|religi|kirch|kultur|bijeenkomst|culte|"
    r"cathedral|chapel|mosque|synagogue|temple|shrine",
    "sport": r"\bsport|\bgym\b|stadium|swim|grandstand|riding.hall",
    "parking": r"parking|garage|car park|parkhaus|tiefgarage|parkeer|\bcarport",
    "public": r"\bpublic|\bfire|police|government|öffentlich|overheid|gouvern|\bcivic",
}
_PATTERNS = {use: re.compile(words, re.IGNORECASE) for use, words in WORDS.items()}
_RANGES = (  # CityGML 2.0, C.1: codes of _AbstractBuilding_function
    (1000, 1020, "residential"),
    (1020, 1030, "hotel"),
    (1030, 1070, "residential"),  # with offices, shops or plants in it
    (1080, 1090, "residential"),
    (1100, 1120, "residential"),  # of the holidays
    (1120, 1150, "office"),
    (1150, 1200, "retail"),
    (1210, 1260, "hotel"),
    (1260, 1310, "culture"),
    (1310, 1460, "industry"),
    (1610, 1660, "parking"),
)
_ALKIS = (  # GeoInfoDok 6.0.1, AX_Gebaeudefunktion
    (1000, 1400, "residential"),
    (2010, 2050, "office"),
    (2050, 2060, "retail"),
    (2070, 2090, "hotel"),
    (2100, 2200, "industry"),
    (2460, 2466, "parking"),
    (3010, 3020, "public"),
    (3020, 3030, "education"),
    (3030, 3050, "culture"),
    (3050, 3060, "health"),
    (3070, 3080, "public"),
)


def use_of(said: Any) -> str:
    """The use that a word or a code stands for; "" where nobody knows.

    A list says several uses; the first that is known counts.
    """
    for one in said if isinstance(said, (list, tuple)) else [said]:
        found = _use_of(str(one).strip()) if one is not None else ""
        if found:
            return found
    return ""


def _use_of(word: str) -> str:
    code = word.rsplit("_", 1)[-1]
    if code.isdigit() and len(code) == 4:
        ranges = _ALKIS if word.startswith("31001_") else _RANGES
        return next((use for low, high, use in ranges if low <= int(code) < high), "")
    return next((use for use, pattern in _PATTERNS.items() if pattern.search(word)), "")
