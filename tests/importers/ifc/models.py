"""Small building models: a house of two storeys, 10 m by 20 m and 6 m high, with known numbers.

Things have names of 22 letters in IFC: "wall" is "wall__________________".
Its south wall (10 m by 0.3 m by 3 m) has an opening of 2 m by 1 m, in which a window stands.
"""

from __future__ import annotations

import re
from pathlib import Path

METRES = "#31=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);"
MILLIMETRES = "#31=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);"
FEET = (
    "#31=IFCCONVERSIONBASEDUNIT(#32,.LENGTHUNIT.,'FOOT',#33);"
    "#32=IFCDIMENSIONALEXPONENTS(1,0,0,0,0,0,0);"
    "#33=IFCMEASUREWITHUNIT(IFCLENGTHMEASURE(0.3048),#34);"
    "#34=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);"
)
BY = {METRES: 1.0, MILLIMETRES: 1000.0, FEET: 1 / 0.3048, "": 1.0}  # units to a metre


def model(
    schema: str = "IFC4",
    unit: str = METRES,
    *,
    extra: str = "",
    site: str = "$,$,$",
    north: str = "$",
    world: tuple[float, float, float] = (0, 0, 0),
    plot: tuple[float, float, float] = (0, 0, 0),
    scale: float = 0.0,
) -> str:
    """The file's text. unit: how the length unit is written, "" for none.

    extra: more lines, from #500 on; the context is #12, the project #20, the plot #24. site: its
    RefLatitude, RefLongitude and RefElevation. north: TrueNorth. world, plot: where the context's
    and the plot's placement lie, in the file's unit. scale: units to a metre, where the file lies.
    """
    s = scale or BY[unit]
    old = schema == "IFC2X3"
    units = f"#30=IFCUNITASSIGNMENT((#31));{unit}" if unit else ""
    more = "" if old else ",$"  # the attribute PredefinedType
    slab = ".BASESLAB."
    lines = f"""
#1=IFCPERSON($,$,'x',$,$,$,$,$);
#2=IFCORGANIZATION($,'x',$,$,$);
#3=IFCPERSONANDORGANIZATION(#1,#2,$);
#4=IFCAPPLICATION(#2,'1.0','Toy','x');
#5=IFCOWNERHISTORY(#3,#4,$,.ADDED.,$,$,$,0);
#10=IFCCARTESIANPOINT(({point(world)}));
#11=IFCAXIS2PLACEMENT3D(#10,$,$);
#12=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#11,{north});
{units}
#20=IFCPROJECT('project',#5,'Toy',$,$,$,$,(#12),{"#30" if unit else "$"});
#21=IFCCARTESIANPOINT(({point(plot)}));
#22=IFCAXIS2PLACEMENT3D(#21,$,$);
#23=IFCLOCALPLACEMENT($,#22);
#24=IFCSITE('site',#5,'Plot',$,$,#23,$,$,.ELEMENT.,{site},$,$);
#25=IFCBUILDING('house',#5,'House',$,$,#23,$,'Long house',.ELEMENT.,$,$,#29);
#26=IFCBUILDINGSTOREY('ground',#5,'Ground floor',$,$,#23,$,$,.ELEMENT.,0.);
#27=IFCBUILDINGSTOREY('upper',#5,'Upper floor',$,$,#23,$,$,.ELEMENT.,{3 * s});
#28=IFCSPACE('room',#5,'1','Hall',$,#23,#108,'Hall',.ELEMENT.,.INTERNAL.,$);
#29=IFCPOSTALADDRESS($,$,$,$,('Main street 1'),$,'Delft',$,'2600',$);
#40=IFCRELAGGREGATES('r1',#5,$,$,#20,(#24));
#41=IFCRELAGGREGATES('r2',#5,$,$,#24,(#25));
#42=IFCRELAGGREGATES('r3',#5,$,$,#25,(#26,#27));
#43=IFCRELAGGREGATES('r4',#5,$,$,#26,(#28));
#44=IFCRELCONTAINEDINSPATIALSTRUCTURE('r5',#5,$,$,(#50,#51,#53,#54),#26);
#45=IFCRELCONTAINEDINSPATIALSTRUCTURE('r6',#5,$,$,(#55),#28);
#46=IFCRELCONTAINEDINSPATIALSTRUCTURE('r7',#5,$,$,(#57),#27);
#47=IFCRELVOIDSELEMENT('r8',#5,$,$,#50,#52);
#48=IFCRELFILLSELEMENT('r9',#5,$,$,#52,#51);
#49=IFCRELAGGREGATES('r10',#5,$,$,#54,(#56));
#50=IFCWALL('wall',#5,'South wall',$,$,#23,#118,'W1'{more});
#51=IFCWINDOW('window',#5,'Window',$,$,#23,#128,$,$,$);
#52=IFCOPENINGELEMENT('hole',#5,'Hole',$,$,#23,#138,$);
#53=IFCSLAB('base',#5,'Base',$,$,#23,#148,$,{slab});
#54=IFCSTAIR('stair',#5,'Stair',$,$,#23,$,$,.NOTDEFINED.);
#55=IFCFURNISHINGELEMENT('table',#5,'Table',$,$,#23,#158,$);
#56=IFCMEMBER('step',#5,'Step',$,$,#23,#168,$);
#57=IFCSLAB('roof',#5,'Roof',$,$,#23,#178,$,.ROOF.);
#60=IFCPROPERTYSET('p1',#5,'Pset_WallCommon',$,(#61,#62,#63,#64));
#61=IFCPROPERTYSINGLEVALUE('IsExternal',$,IFCBOOLEAN(.T.),$);
#62=IFCPROPERTYSINGLEVALUE('FireRating',$,IFCLABEL('F\\X\\FC90'),$);
#63=IFCPROPERTYSINGLEVALUE('Width',$,IFCPOSITIVELENGTHMEASURE({0.3 * s}),$);
#64=IFCPROPERTYENUMERATEDVALUE('Status',$,(IFCLABEL('NEW'),IFCLABEL('KEPT')),$);
#65=IFCRELDEFINESBYPROPERTIES('p2',#5,$,$,(#50),#60);
#66=IFCELEMENTQUANTITY('p3',#5,'BaseQuantities',$,$,(#67,#68));
#67=IFCQUANTITYAREA('NetSideArea',$,$,{28 * s * s}{more});
#68=IFCQUANTITYVOLUME('NetVolume',$,$,{8.4 * s**3}{more});
#69=IFCRELDEFINESBYPROPERTIES('p4',#5,$,$,(#50),#66);
#70=IFCMATERIAL('Brick'{"" if old else ",$,$"});
#71=IFCMATERIALLIST((#70));
#72=IFCRELASSOCIATESMATERIAL('p5',#5,$,$,(#50),#71);
#80=IFCCOLOURRGB($,0.5,0.25,0.125);
#81=IFCSURFACESTYLERENDERING(#80,0.25,$,$,$,$,$,$,.FLAT.);
#82=IFCSURFACESTYLE('Red brick',.BOTH.,(#81));
#83=IFCSTYLEDITEM(#115,(#84),$);
#84=IFCPRESENTATIONSTYLEASSIGNMENT((#82));
{box(100, (1, 1, 0.2), (8, 18, 2.6), s)}
{box(110, (0, 0, 0), (10, 0.3, 3), s)}
{box(120, (4, 0.1, 1), (2, 0.1, 1), s)}
{box(130, (4, -1, 1), (2, 3, 1), s)}
{box(140, (0, 0, -0.2), (10, 20, 0.2), s)}
{box(150, (3, 3, 0.2), (2, 1, 0.8), s)}
{box(160, (5, 5, 0.2), (1, 3, 2), s)}
{box(170, (0, 0, 5.8), (10, 20, 0.2), s)}
{extra}"""
    lines = re.sub(r"\('(\w+)',#5,", lambda m: f"('{m[1].ljust(22, '_')}',#5,", lines)
    return (
        "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\n"
        "FILE_NAME('toy.ifc','2026-01-01T00:00:00',(''),(''),'','','');\n"
        f"FILE_SCHEMA(('{schema}'));\nENDSEC;\nDATA;{lines}\nENDSEC;\nEND-ISO-10303-21;\n"
    )


def box(
    first: int, low: tuple[float, float, float], size: tuple[float, float, float], scale: float
) -> str:
    """A box from its lowest corner, as #first + 5; its shape as a product's is #first + 8."""
    x, y, z = (float(low[k] + (size[k] / 2 if k < 2 else 0)) * scale for k in range(3))
    wide, deep, high = (float(side) * scale for side in size)
    n = first
    return f"""#{n}=IFCCARTESIANPOINT(({x},{y},{z}));
#{n + 1}=IFCAXIS2PLACEMENT3D(#{n},$,$);
#{n + 2}=IFCCARTESIANPOINT((0.,0.));
#{n + 3}=IFCAXIS2PLACEMENT2D(#{n + 2},$);
#{n + 4}=IFCRECTANGLEPROFILEDEF(.AREA.,$,#{n + 3},{wide},{deep});
#{n + 5}=IFCEXTRUDEDAREASOLID(#{n + 4},#{n + 1},#{n + 6},{high});
#{n + 6}=IFCDIRECTION((0.,0.,1.));
#{n + 7}=IFCSHAPEREPRESENTATION(#12,'Body','SweptSolid',(#{n + 5}));
#{n + 8}=IFCPRODUCTDEFINITIONSHAPE($,$,(#{n + 7}));"""


def point(place: tuple[float, float, float]) -> str:
    return ",".join(str(float(value)) for value in place)


def conversion(
    crs: str = "EPSG:25832",
    values: str = "500000.,5400000.,100.,1.,0.,1.",
    *,
    name: str = "IFCMAPCONVERSION",
    vertical: str = "$",
    unit: str = "$",
) -> str:
    """IfcMapConversion and IfcProjectedCRS; `unit` may be "#31", or a line #503 of its own."""
    own = unit if unit.startswith("#503=") else ""
    unit = "#503" if own else unit
    vertical = vertical if vertical == "$" else f"'{vertical}'"
    return (
        f"#501={name}(#12,#502,{values});\n"
        f"#502=IFCPROJECTEDCRS('{crs}',$,$,{vertical},$,$,{unit});\n{own}"
    )


def sets(crs: str, **values: float) -> str:
    """ePSet_MapConversion and ePSet_ProjectedCRS, as IFC 2x3 has them."""
    singles = [
        f"#{510 + k}=IFCPROPERTYSINGLEVALUE('{key}',$,IFCREAL({float(value)}),$);"
        for k, (key, value) in enumerate(values.items())
    ]
    listed = ",".join(f"#{510 + k}" for k in range(len(values)))
    return "\n".join(
        [
            *singles,
            f"#501=IFCPROPERTYSET('e1',#5,'ePSet_MapConversion',$,({listed}));",
            f"#502=IFCPROPERTYSINGLEVALUE('Name',$,IFCLABEL('{crs}'),$);",
            "#503=IFCPROPERTYSET('e2',#5,'ePSet_ProjectedCRS',$,(#502));",
            "#504=IFCRELDEFINESBYPROPERTIES('e3',#5,$,$,(#24),#501);",
            "#505=IFCRELDEFINESBYPROPERTIES('e4',#5,$,$,(#24),#503);",
        ]
    )


def written(folder: Path, text: str, name: str = "toy.ifc") -> Path:
    path = folder / name
    path.write_text(text)
    return path
