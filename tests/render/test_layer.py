"""A layer keeps what a person chose for it."""

import numpy as np
from vtkmodules.vtkRenderingCore import vtkRenderer

from city.progress import Progress
from render.buildings import CityActors
from render.cloud import CloudActors
from render.draft import Draft, draft_of
from render.layer import SEEN_THROUGH, Layer
from render.light import Sun
from render.style import CHOSEN
from render.terrain import TerrainActors
from tests.render.towns import cloud, hill, street


def layer(thing, **choices):
    if hasattr(thing, "objects"):
        drawn = CityActors(draft_of(thing, None, None), vtkRenderer(), Sun())
    else:
        drawn = CloudActors(thing) if hasattr(thing, "classes") else TerrainActors(thing)
    return Layer("key", thing, None, drawn, **choices)


def test_each_kind_of_thing_has_its_box():
    assert layer(street()).box.tolist() == [[0, 0, 0], [50, 10, 8]]
    assert np.allclose(layer(hill()).box, [[-30, -40, 0], [70, 60, 10]], atol=1e-4)
    assert layer(cloud()).box[0, 2] == 30
    assert layer(street(), stretch=2.0).box.tolist() == [[0, 0, 0], [50, 10, 16]]


def test_only_what_is_visible_and_opaque_stops_light():
    assert layer(street()).solid and layer(hill()).solid
    assert not layer(street(), opacity=SEEN_THROUGH / 2).solid
    assert not layer(street(), visible=False).solid
    assert not layer(cloud()).solid


def test_the_chosen_objects_are_coloured_over_all_others():
    assert layer(street()).painted() == (None, None)
    chosen = np.array([1], np.int32)
    objects, faces = layer(street(), chosen=chosen).painted()
    assert objects.tolist() == [[0] * 4, [*CHOSEN, 255], [0] * 4]
    assert faces is None
    colours = np.full((3, 4), 9, np.uint8)
    objects, _ = layer(street(), colours=(colours, None), chosen=chosen).painted()
    assert objects.tolist() == [[9] * 4, [*CHOSEN, 255], [9] * 4]
    assert (colours == 9).all()
    assert layer(street(), colours=(colours, None)).painted()[0] is colours


def test_another_level_of_detail_is_made_ready_by_a_job():
    city = street(lods=("1", "2"))
    mine = layer(city)
    assert mine.loading() is None
    mine.lod = "1"
    draft = mine.loading()(Progress())
    assert isinstance(draft, Draft) and list(draft.pieces.masks) == ["1"]
    assert mine.receive(draft) is draft
    mine.lod = "2"  # chosen while the job was running
    assert mine.receive(draft) is None


def test_a_layer_of_nothing_has_no_box():
    drawn = CityActors(draft_of(street(), None, "Water"), vtkRenderer(), Sun())
    assert Layer("water", drawn.draft.city, "Water", drawn).box is None
