"""What makes a study be computed anew."""

import json
from pathlib import Path

from ourplace.studies import load_study
from ourplace.studies.running import drawn_boundaries

STUDY = """
title = "Inner Preston"
place = "Inner Preston"
[[rings]]
name = "Inner Preston"
boundary = "drawn.geojson"
[[rings]]
name = "Preston"
areas = ["Preston"]
[[anchors]]
id = "council"
name = "Council"
kind = "council"
files = ["spend/*"]
"""


def box(east: float) -> str:
    """Return a box that ends at a longitude."""
    corners = [[-2.75, 53.74], [east, 53.74], [east, 53.79], [-2.75, 53.79], [-2.75, 53.74]]
    return json.dumps({"type": "Polygon", "coordinates": [corners]})


def test_a_boundary_that_was_drawn_anew_is_another_study_to_compute(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(STUDY)
    file = tmp_path / "drawn.geojson"
    stands_for = []
    for east in (-2.66, -2.66, -2.7):
        file.write_text(box(east))
        stands_for += drawn_boundaries(load_study(tmp_path))

    assert len(stands_for) == 3
    assert stands_for[0] == stands_for[1] != stands_for[2]
