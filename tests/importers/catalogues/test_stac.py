"""STAC as it comes: services with pages, files that lead to each other, and in circles."""

from importers.catalogues import stac
from importers.report import Report
from tests.importers.catalogues.catalogues import found

VERSION = {"stac_version": "1.1.0"}
BOX = [4.0, 50.0, 5.0, 51.0]


def item(name, **more):
    told = {"type": "Feature", "id": name, **VERSION, "bbox": BOX, "properties": {}}
    return {**told, "assets": {"data": {"href": f"{name}.city.json"}}, **more}


def collection(name, *below, box=BOX, **more):
    told = {"type": "Collection", "id": name, "license": "CC0-1.0", "description": f"of {name}"}
    told["extent"] = {"spatial": {"bbox": [box]}}
    links = [{"rel": rel, "href": href} for rel, href in below]
    return {**VERSION, **told, "links": links, **more}


def files(platform):
    platform.answers["/c/catalog.json"] = {
        **VERSION,
        "type": "Catalog",
        "id": "all",
        "links": [
            {"rel": "child", "href": "./here/collection.json"},
            {"rel": "child", "href": "./far/collection.json"},
            {"rel": "child", "href": "./gone.json"},
            {"rel": "self", "href": "./catalog.json"},
        ],
    }
    here = collection("here", ("item", "a.json"), ("item", "b.json"), ("child", "../catalog.json"))
    platform.answers["/c/here/collection.json"] = here
    platform.answers["/c/here/a.json"] = item("a")
    platform.answers["/c/here/b.json"] = item("b", bbox=[8, 50, 9, 51])
    far = collection("far", ("item", "x.json"), box=[10, 40, 11, 41])
    platform.answers["/c/far/collection.json"] = far
    platform.answers["/c/far/x.json"] = item("x", bbox=[10, 40, 11, 41])


def test_files_are_followed_once_and_what_is_gone_is_told(platform, asking):
    files(platform)
    report = Report()
    entries = found(platform.address + "/c/catalog.json", asking, report=report)
    assert [one.title for one in entries] == ["a", "b", "x"]
    first = entries[0]
    assert (first.words, first.description) == ("CC0 1.0: free to use", "of here")
    assert first.distributions[0].address == f"{platform.address}/c/here/a.city.json"
    assert [one.code for one in report] == ["file"] and "gone.json" in next(iter(report)).object


def test_a_box_leaves_whole_collections_alone(platform, asking):
    files(platform)
    entries = found(platform.address + "/c/catalog.json", asking, "OF", (4, 50, 5, 51))
    assert [one.title for one in entries] == ["a"]
    assert "/c/far/x.json" not in platform.paths()


def test_files_without_end_are_left(platform, asking, monkeypatch):
    monkeypatch.setattr(stac, "DOCUMENTS", 5)

    def answer(handler):
        from tests.live_platform import send

        number = int(handler.path.rpartition("/")[2].partition(".")[0])
        body = collection(str(number), ("child", f"{number + 1}.json"))
        import json

        send(handler, json.dumps(body).encode())

    for number in range(20):
        platform.answers[f"/{number}.json"] = answer
    report = Report()
    assert found(platform.address + "/0.json", asking, report=report) == []
    assert [one.code for one in report] == ["paging"] and len(platform.asked) == 5


def test_a_service_is_asked_in_its_own_words_where_it_can(platform, asking):
    links = [{"rel": "search", "href": "/search", "method": "GET"}]
    platform.answers["/"] = {
        **VERSION,
        "type": "Catalog",
        "id": "x",
        "links": links,
        "conformsTo": ["https://api.stacspec.org/v1.0.0-rc.1/item-search#free-text"],
    }
    after = [
        {"rel": "next", "href": "/search?token=2"},
        {"rel": "next", "href": "/p", "method": "POST"},
    ]
    platform.answers["/search"] = {
        "type": "FeatureCollection",
        "features": [item("a")],
        "links": after,
    }
    second = {"type": "FeatureCollection", "features": [item("b"), {}], "links": after}
    platform.answers["/search?token=2"] = second
    report = Report()
    entries = found(platform.address + "/", asking, "houses", report=report)
    assert [one.title for one in entries] == ["a", "b"] and "q=houses" in platform.paths()[1]
    assert {one.code for one in report} == {"entry", "paging"}


def test_a_collection_of_a_service_is_read_page_by_page(platform, asking):
    platform.answers["/collections/c"] = collection("c", ("items", "/collections/c/items"))
    pages = {"": ("a", "2"), "?page=2": ("b", "3")}
    for at, (name, after) in pages.items():
        following = [{"rel": "next", "href": f"/collections/c/items?page={after}"}]
        told = {"features": [item(name, collection="c")], "links": following}
        platform.answers[f"/collections/c/items{at}"] = {"type": "FeatureCollection", **told}
    platform.answers["/collections/c/items?page=3"] = {"type": "FeatureCollection", "features": []}
    report = Report()
    entries = found(platform.address + "/collections/c", asking, report=report)
    assert [one.id for one in entries] == ["c/a", "c/b"] and not len(report)
    assert entries[0].words == "CC0 1.0: free to use"


def test_what_an_asset_is(platform, asking):
    assets = {
        "thumb": {"href": "t.png", "roles": ["thumbnail"]},
        "model": {"href": "m.json", "type": "application/json", "file:size": 7, "title": "Model"},
        "table": {"href": "t.bin", "type": "application/octet-stream"},
        "odd": 5,
        "none": {},
    }
    told = {"city3d:city_objects": {"total": 12}, "providers": [{"name": "City"}]}
    one = item("a", assets=assets, properties=told)
    platform.answers["/a.json"] = one
    (entry,) = found(platform.address + "/a.json", asking)
    assert [(way.title, way.use, way.size) for way in entry.distributions] == [
        ("Model", "city model", 7), ("table", "", 0), ("none", "", 0)]  # fmt: skip
    assert (entry.description, entry.publisher) == ("12 city objects", "City")
