"""Objects, surfaces and hierarchy, in every version."""

from __future__ import annotations

from pathlib import Path

from city.model import City
from tests.importers.citygml.shared import (
    SPACES,
    SPACES_3,
    SQUARE,
    building,
    codes,
    member,
    model,
    polygon,
    read_text,
    surfaces,
)

SHAPE = surfaces(polygon(SQUARE))


def tree(city: City) -> set[tuple[str, str]]:
    """(id, parent's id) of every object."""
    ids = list(city.objects.ids)
    return {
        (id, ids[parent] if parent >= 0 else "")
        for id, parent in zip(ids, city.objects.parent.tolist(), strict=True)
    }


def structure(city: City, name: str, id: str) -> object:
    return city.objects.columns[name].at(list(city.objects.ids).index(id))


def test_parts_rooms_and_installations_belong_to_their_building(tmp_path: Path):
    inside = """
    <bldg:consistsOfBuildingPart><bldg:BuildingPart gml:id="part">
      <bldg:outerBuildingInstallation><bldg:BuildingInstallation gml:id="balcony"/>
      </bldg:outerBuildingInstallation></bldg:BuildingPart></bldg:consistsOfBuildingPart>
    <bldg:interiorRoom><bldg:Room gml:id="room"><bldg:interiorFurniture>
      <bldg:BuildingFurniture gml:id="chair"/></bldg:interiorFurniture></bldg:Room>
    </bldg:interiorRoom>"""
    city, report = read_text(tmp_path, model(building(inside, "house")))
    wanted = {("house", ""), ("part", "house"), ("balcony", "part"), ("room", "house")}
    assert tree(city) == wanted | {("chair", "room")}
    assert len(report) == 0


def test_a_window_is_an_opening_of_its_wall(tmp_path: Path):
    wall = f"""<bldg:boundedBy><bldg:WallSurface gml:id="wall"><gml:name>South</gml:name>
    <bldg:lod3MultiSurface>{SHAPE}</bldg:lod3MultiSurface>
    <bldg:opening><bldg:Window gml:id="window"><bldg:lod3MultiSurface>{SHAPE}
    </bldg:lod3MultiSurface></bldg:Window></bldg:opening></bldg:WallSurface></bldg:boundedBy>"""
    city, _ = read_text(tmp_path, model(building(wall)))
    assert list(city.surfaces.ids) == ["wall", "window"]
    assert city.surfaces.parent.tolist() == [-1, 0]
    assert city.shapes["3"].polygon_surface.tolist() == [0, 1]
    assert city.surfaces.columns["name"].at(0) == "South"


def test_a_group_names_its_members(tmp_path: Path):
    group = """<grp:CityObjectGroup gml:id="g"><gml:name>Block</gml:name>
    <grp:groupMember xlink:href="#b1" role="main"/><grp:groupMember>
    <bldg:Building gml:id="b2"/></grp:groupMember></grp:CityObjectGroup>"""
    city, report = read_text(tmp_path, model(building("") + member(group)))
    assert tree(city) == {("g", ""), ("b1", ""), ("b2", "")}
    assert structure(city, "members", "g") == [{"id": "b1", "role": "main"}, "b2"]
    assert len(report) == 0


def test_unknown_things_are_kept_and_named_once(tmp_path: Path):
    inside = f"""<ade:noise uom="dB">55.5</ade:noise><ade:storeys>3</ade:storeys>
    <ade:key>0042</ade:key><ade:heated>true</ade:heated><ade:seen>2020-01-31</ade:seen>
    <ade:owner><ade:Person><ade:name>A</ade:name><ade:name>B</ade:name></ade:Person></ade:owner>
    <ade:device><ade:Boiler gml:id="boiler"/></ade:device>
    <ade:tank><ade:Tank><ade:lod2MultiSurface>{SHAPE}</ade:lod2MultiSurface></ade:Tank></ade:tank>
    <bldg:boundedBy><ade:GreenWall gml:id="green"><ade:plants>ivy</ade:plants>
    <bldg:lod2MultiSurface>{SHAPE}</bldg:lod2MultiSurface></ade:GreenWall></bldg:boundedBy>"""
    top = member(
        f'<ade:Zone gml:id="z"><ade:lod0MultiSurface>{SHAPE}</ade:lod0MultiSurface></ade:Zone>'
    )
    city, report = read_text(tmp_path, model(building(inside) + building(inside, "b2") + top))
    assert city.objects.counts() == {"Building": 2, "ade:Boiler": 2, "ade:Tank": 2, "ade:Zone": 1}
    assert city.surfaces.counts() == {"ade:GreenWall": 2}
    row = list(city.objects.ids).index("b1")
    assert city.objects.attributes(row) == {
        "noise": 55.5,
        "storeys": 3,
        "key": "0042",
        "heated": True,
        "seen": "2020-01-31",
        "owner": {"type": "Person", "name": ["A", "B"]},
    }
    assert city.objects.columns["noise"].unit == "dB"
    assert set(codes(report)) == {"EXTENSION", "DUPLICATE_ID"}
    said = [f.message for f in report if "ade:noise " in f.message]
    assert len(said) == 1
    assert "(2 times)" in said[0]


def test_a_prefix_is_made_up_for_an_extension_without_one(tmp_path: Path):
    zone = member('<Zone xmlns="http://example.org/ade/noise_de/2.0"/>')
    city, _ = read_text(tmp_path, model(zone))
    assert city.objects.counts() == {"noise_de:Zone": 1}


def test_an_address_as_cityjson_has_it(tmp_path: Path):
    address = """<bldg:address><Address gml:id="a"><xalAddress><xAL:AddressDetails><xAL:Country>
    <xAL:CountryName>Germany</xAL:CountryName><xAL:Locality Type="Town">
    <xAL:LocalityName>Aachen</xAL:LocalityName><xAL:Thoroughfare>
    <xAL:ThoroughfareNumber>1</xAL:ThoroughfareNumber><xAL:ThoroughfareName>Ring</xAL:ThoroughfareName>
    </xAL:Thoroughfare></xAL:Locality></xAL:Country></xAL:AddressDetails></xalAddress>
    <multiPoint><gml:MultiPoint><gml:pointMember><gml:Point><gml:pos>1 2 3</gml:pos></gml:Point>
    </gml:pointMember></gml:MultiPoint></multiPoint></Address></bldg:address>"""
    city, _ = read_text(tmp_path, model(building(address * 2)))
    one = {
        "id": "a",
        "CountryName": "Germany",
        "LocalityName": "Aachen",
        "ThoroughfareNumber": "1",
        "ThoroughfareName": "Ring",
        "location": [[1.0, 2.0, 3.0]],
    }
    assert structure(city, "address", "b1") == [one, one]


def test_roads_of_version_2_and_3(tmp_path: Path):
    area = f"<tran:lod2MultiSurface>{SHAPE}</tran:lod2MultiSurface>"
    area = f"<tran:TrafficArea>{area}</tran:TrafficArea>"
    old = model(member(f"<tran:Road><tran:trafficArea>{area}</tran:trafficArea></tran:Road>"))
    city, _ = read_text(tmp_path, old)
    assert city.objects.counts() == {"Road": 1}
    assert city.surfaces.counts() == {"TrafficArea": 1}
    new = f"""<tran:Road gml:id="road"><tran:section><tran:Section gml:id="s"><tran:trafficSpace>
    <tran:TrafficSpace gml:id="space"><boundary><tran:TrafficArea><lod2MultiSurface>{SHAPE}
    </lod2MultiSurface></tran:TrafficArea></boundary><tran:granularity>lane</tran:granularity>
    </tran:TrafficSpace></tran:trafficSpace></tran:Section></tran:section></tran:Road>"""
    city, report = read_text(tmp_path, model(member(new), SPACES_3))
    assert tree(city) == {("road", ""), ("s", "road"), ("space", "s")}
    assert city.surfaces.counts() == {"TrafficArea": 1}
    assert city.shapes["2"].polygon_surface.tolist() == [0]
    assert city.sources[0].version == "3.0"
    assert len(report) == 0


def test_buildings_of_version_3(tmp_path: Path):
    inside = f"""<bldg:buildingSubdivision><bldg:Storey gml:id="s0"><bldg:buildingUnit>
    <bldg:BuildingUnit gml:id="flat"/></bldg:buildingUnit></bldg:Storey></bldg:buildingSubdivision>
    <bldg:buildingConstructiveElement><bldg:BuildingConstructiveElement gml:id="slab"><con:filling>
    <con:Window gml:id="pane"><boundary><con:WindowSurface gml:id="glass"><lod3MultiSurface>{SHAPE}
    </lod3MultiSurface></con:WindowSurface></boundary></con:Window></con:filling>
    </bldg:BuildingConstructiveElement></bldg:buildingConstructiveElement>
    <con:height><con:Height><con:value uom="m">9.5</con:value><con:status>measured</con:status>
    </con:Height></con:height><adeOfAbstractCityObject><ade:Extra><ade:noise>7</ade:noise>
    </ade:Extra></adeOfAbstractCityObject>"""
    city, _ = read_text(tmp_path, model(building(inside, "house"), SPACES_3))
    wanted = {("house", ""), ("s0", "house"), ("flat", "s0"), ("slab", "house"), ("pane", "slab")}
    assert tree(city) == wanted
    assert city.surfaces.counts() == {"WindowSurface": 1}
    height = {"type": "Height", "value": {"value": "9.5", "uom": "m"}, "status": "measured"}
    assert structure(city, "height", "house") == height
    assert structure(city, "noise", "house") == 7


def test_versions_and_time_series_are_kept_as_attributes(tmp_path: Path):
    pair = """<dyn:timeValuePair><dyn:TimeValuePair><dyn:timestamp>2020-01-01T00:00:00Z
    </dyn:timestamp><dyn:doubleValue>3.5</dyn:doubleValue></dyn:TimeValuePair></dyn:timeValuePair>"""
    inside = f"""<dynamizer><dyn:Dynamizer gml:id="d"><dyn:attributeRef>height</dyn:attributeRef>
    <dyn:dynamicData><dyn:GenericTimeseries>{pair * 2}</dyn:GenericTimeseries></dyn:dynamicData>
    </dyn:Dynamizer></dynamizer>"""
    version = """<versionMember><vers:Version gml:id="v1"><vers:tag>plan</vers:tag>
    <vers:versionMember xlink:href="#b1"/><vers:versionMember xlink:href="#b2"/></vers:Version>
    </versionMember>"""
    city, report = read_text(tmp_path, model(building(inside) + version, SPACES_3))
    assert tree(city) == {("b1", ""), ("d", "b1"), ("v1", "")}
    assert structure(city, "versionMember", "v1") == ["#b1", "#b2"]
    series = structure(city, "dynamicData", "d")
    assert isinstance(series, dict)
    assert [p["doubleValue"] for p in series["timeValuePair"]] == ["3.5", "3.5"]
    assert len(report) == 0


def test_data_with_ids_stay_data(tmp_path: Path):
    inside = """<dynamizer><dyn:Dynamizer gml:id="d"><dyn:dynamicData>
    <dyn:GenericTimeseries gml:id="ts"><dyn:valueType>double</dyn:valueType>
    </dyn:GenericTimeseries></dyn:dynamicData><dyn:sensorConnection><dyn:SensorConnection
    gml:id="sc"><dyn:serverType>STA</dyn:serverType></dyn:SensorConnection>
    </dyn:sensorConnection></dyn:Dynamizer></dynamizer>"""
    city, report = read_text(tmp_path, model(building(inside), SPACES_3))
    assert tree(city) == {("b1", ""), ("d", "b1")}
    series = {"type": "GenericTimeseries", "id": "ts", "valueType": "double"}
    assert structure(city, "dynamicData", "d") == series
    connection = {"type": "SensorConnection", "id": "sc", "serverType": "STA"}
    assert structure(city, "sensorConnection", "d") == connection
    assert len(report) == 0


def test_an_object_alone_is_a_file_too(tmp_path: Path):
    text = f'<bldg:Building {SPACES} gml:id="alone"><bldg:class>1</bldg:class></bldg:Building>'
    city, report = read_text(tmp_path, text)
    assert list(city.objects.ids) == ["alone"]
    assert codes(report) == ["CRS_MISSING"]


def test_features_of_a_web_feature_service(tmp_path: Path):
    text = f"""<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" {SPACES}>
    <gml:featureMember><bldg:Building gml:id="one"/></gml:featureMember>
    <gml:featureMembers><bldg:Building gml:id="two"/><bldg:Building gml:id="three"/>
    </gml:featureMembers></wfs:FeatureCollection>"""
    city, _ = read_text(tmp_path, text)
    assert sorted(city.objects.ids) == ["one", "three", "two"]


def test_a_surface_with_no_object_is_an_object(tmp_path: Path):
    city, _ = read_text(tmp_path, model(member('<bldg:RoofSurface gml:id="r"/>')))
    assert city.objects.counts() == {"RoofSurface": 1}


def test_what_the_model_says_of_itself(tmp_path: Path):
    text = model(building(""), envelope="<gml:name>Aachen</gml:name>")
    city, _ = read_text(tmp_path, text)
    assert city.metadata["name"] == "Aachen"


def test_a_raster_is_named_by_an_attribute(tmp_path: Path):
    relief = """<dem:ReliefFeature gml:id="f"><dem:lod>1</dem:lod><dem:reliefComponent>
    <dem:RasterRelief gml:id="r"><dem:lod>1</dem:lod><dem:grid><gml:RectifiedGridCoverage>
    <gml:rangeSet><gml:File><gml:fileName>ground.tif</gml:fileName></gml:File></gml:rangeSet>
    </gml:RectifiedGridCoverage></dem:grid></dem:RasterRelief></dem:reliefComponent>
    </dem:ReliefFeature>"""
    city, report = read_text(tmp_path, model(member(relief)))
    assert "ground.tif" in str(structure(city, "grid", "r"))
    assert len(report) == 0
