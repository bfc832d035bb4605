"""What zoning plans call things in their attributes, in several languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from importers.footprint_names import HEIGHTS, words

# Each kind with its usual names, the surer ones first; compared in small letters and digits alone,
# without accents. German: GFZ, GRZ, TH and FH as in XPlanung (BauNVO 16 to 20); Dutch: names of the
# maatvoering of IMRO; French: those of the PLU standard of the CNIG; English: those of US codes.
HEIGHT = words(
    """
    heightlimit maxheight maximumheight maxbuildingheight buildingheightlimit heightmax hmax
    maxbldghgt maxbouwhoogte maximumbouwhoogte maximumbouwhoogtem maximalebouwhoogte bouwhoogte
    maxhoogte maximumhoogte maxhoehe hoehemax maximalehoehe gebaeudehoehemax oberkante firsthoehe
    fh hauteurmax hauteurmaximale hauteurmaximum hmaximum htmax hauteurfaitage
    """
)
EAVES = words(
    """
    wallheight eavesheight maxgoothoogte maximumgoothoogte maximumgoothoogtem goothoogte
    traufhoehe thmax th wandhoehe hauteuregout hauteuracrotere egout
    """
)
STOREYS = words(
    """
    maxstoreys maxstories storeylimit numberofstoreys storeys vollgeschosse zahlvollgeschosse
    anzahlvollgeschosse geschosszahl zmax z maxbouwlagen bouwlagen niveauxmax nbniveaux nbetagesmax
    """
)
FAR = words(
    """
    far maxfar farmax floorarearatio maxfloorarearatio fsr plotratio fsi maxfsi floorspaceindex
    vloeroppervlakteindex gfz gfzmax geschossflaechenzahl cos cosmax coefficientdoccupationdessols
    """
)
COVERAGE = words(
    """
    coverage maxcoverage lotcoverage sitecoverage maxlotcoverage buildingcoverage gsi maxgsi
    bebouwingspercentage maxbebouwingspercentage maximumbebouwingspercentage
    maximumbebouwingspercentagep grz grzmax grundflaechenzahl ces cesmax emprise empriseausol
    coefficientdempriseausol
    """
)
SETBACK = words(
    """
    setback minsetback minimumsetback buildingsetback setbackm abstand mindestabstand grenzabstand
    abstandsflaeche afstand afstandperceelsgrens recul reculmin retrait
    """
)
NAME = words(
    """
    name zonename zone zoning zonetype zonecode zoneclass zonecategory label title designation
    bezeichnung gebietsname nutzung artderbaulnutzung naam bestemming bestemmingshoofdgroep
    libelle libelong typezone nom plot plotname lot lotnumber parcel parcelid flurstueck
    flurstuecksnummer perceel perceelnummer kadastraleaanduiding parcelle numero id
    """
)


def plain(name: str) -> str:
    """A name in small letters and digits: "Maximum bouwhoogte (m)" is "maximumbouwhoogtem"."""
    text = name.lower()
    for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(umlaut, letters)
    bare = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9]", "", bare)


def field_for(usual: Sequence[str], fields: Sequence[str]) -> str:
    """The field whose name is the surest of the usual ones; "" where none is."""
    known = {plain(field): field for field in reversed(fields)}
    return next((known[name] for name in usual if name in known), "")


def height_field(fields: Sequence[str]) -> str:
    """The field of the height limit; a mere height counts as one in a plan."""
    return field_for((*HEIGHT, *map(plain, HEIGHTS)), fields)
