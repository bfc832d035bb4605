"""Objects find themselves again: by their ids, by their looks, by their parts."""

import numpy as np

from city.builder import CityBuilder
from city.compare.matching import matched
from city.progress import Progress
from tests.city.compare.towns import delivery, house
from tests.city.toy import FRAME, box_faces

BOX = box_faces((0, 0, 0), (10, 8, 3))


def pairs(a, b):
    """By the id in a: the id in b, and whether it was found by its look."""
    match = matched(a, b, Progress())
    for row, other in enumerate(match.to_b.tolist()):
        assert other < 0 or match.to_a[other] == row
    return {
        a.objects.ids[row]: (b.objects.ids[int(other)], bool(match.by_look[row]))
        for row, other in enumerate(match.to_b.tolist())
        if other >= 0
    }


def test_an_id_counts_before_the_look():
    a = delivery(house(0, 3, "x"), house(20, 3, "y"))
    b = delivery(house(20, 3, "x"), house(0, 3, "y"))
    assert pairs(a, b) == {"x": ("x", False), "y": ("y", False)}


def test_what_has_another_id_is_found_by_its_faces_or_by_its_box():
    a = delivery(house(0, 3, "x"), house(20, 6, "y"))
    b = delivery(house(0, 3, "p"), house(20, 6, "q"), chance=5, noise=0.001)
    assert pairs(a, b) == {"x": ("p", True), "y": ("q", True)}


def test_of_two_that_fill_the_same_box_each_is_found_by_its_faces():
    def both(names):
        builder = CityBuilder(FRAME)
        for name, faces in names.items():
            shape = builder.add_shape(builder.add_object("Building", name), "2")
            for face in faces:
                builder.add_polygon(shape, [face])
        return builder.freeze()

    walls, roofs = BOX[1:], [BOX[5], *BOX[:4]]
    here = both({"x": walls, "y": roofs})
    for there in ({"p": roofs, "q": walls}, {"q": walls, "p": roofs}):
        assert pairs(here, both(there)) == {"x": ("q", True), "y": ("p", True)}


def test_a_single_point_is_found_too():
    def tree(name):
        builder = CityBuilder(FRAME)
        row = builder.add_object("SolitaryVegetationObject", name)
        shape = builder.add_shape(row, "2", "MultiPoint")
        builder.add_polygon(shape, [np.array([[50.0, 50, 7]])])
        return builder.freeze()

    assert pairs(tree("oak 1"), tree("oak 2")) == {"oak 1": ("oak 2", True)}


def test_what_lies_on_the_edge_of_the_tolerance_is_found_by_its_box():
    # 5 mm are rounded down to whole centimetres, and 6 mm up
    a, b = delivery(house(0.005, 3, "x")), delivery(house(0.006, 3, "p"))
    assert pairs(a, b) == {"x": ("p", True)}


def test_another_class_or_another_height_is_another_thing():
    a = delivery(house(0, 3, "x"))
    assert pairs(a, delivery(house(0, 3, "p", kind="Bridge"))) == {}
    assert pairs(a, delivery(house(0, 3.5, "p"))) == {}


def test_of_several_alike_each_is_found_once():
    a = delivery(house(0, 3, "x"), house(0, 3, "y"), house(0, 3, "z"))
    b = delivery(house(0, 3, "p"), house(0, 3, "q"))
    assert {other for other, _ in pairs(a, b).values()} == {"p", "q"}


def test_a_building_is_found_by_its_parts():
    def tower(ident, part):
        return house(id=ident, lods=(), parts=[house(0, 9, part, "BuildingPart")])

    assert pairs(delivery(tower("a", "p")), delivery(tower("b", "q"))) == {
        "a": ("b", True),
        "p": ("q", True),
    }


def test_what_no_file_has_named_is_found_by_its_look_and_then_by_its_place():
    a = delivery(house(0, 3, ""), house(20, 6, ""), house(40, 9, ""))
    b = delivery(house(20, 6, ""), house(40, 12, ""), house(500, 3, ""))
    looks = pairs(a, b)
    assert looks.pop("Building-2") == ("Building-1", True)
    assert looks == {}  # the number of the third has changed, and it looks otherwise
    same_number = delivery(house(0, 3, ""), house(20, 6, ""), house(40, 12, ""))
    assert pairs(a, same_number)["Building-3"] == ("Building-3", False)
    elsewhere = delivery(house(0, 3, ""), house(20, 6, ""), house(900, 12, ""))
    assert "Building-3" not in pairs(a, elsewhere)


def test_ids_that_are_there_twice_are_told_apart_by_the_look():
    a = delivery(house(0, 3, "x"), house(20, 6, "x"), house(40, 9, "x"))
    assert sorted(a.objects.ids) == ["x", "x#2", "x#3"]
    b = delivery(house(0, 3, "x"), house(40, 9, "x"), house(20, 6, "x"))
    assert pairs(a, b) == {"x": ("x", False), "x#2": ("x#3", True), "x#3": ("x#2", True)}
    match = matched(a, b, Progress())
    assert [np.count_nonzero(~own) for own in match.own] == [2, 2]


def test_an_id_with_a_number_sign_is_an_id_where_the_file_has_no_other_like_it():
    a = delivery(house(0, 3, "x#2"))
    assert matched(a, a, Progress()).own[0].all()
