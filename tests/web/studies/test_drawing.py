"""A place of somebody's own: drawn, pasted or put together."""

import html
import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from ourplace.places import resolve_rings
from ourplace.studies import load_study
from ourplace_web.design import maps
from ourplace_web.studies.drawing import FILE_NAME
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import write_study_folder

needs_library = pytest.mark.skipif(not maps.is_library_here(), reason="MapLibre GL could not be fetched at set-up")
CENTRE = {
    "type": "Polygon",
    "coordinates": [[[-2.72, 53.758], [-2.68, 53.758], [-2.68, 53.77], [-2.72, 53.77], [-2.72, 53.758]]],
}
BORDER = {
    "type": "Polygon",
    "coordinates": [[[-2.75, 53.72], [-2.66, 53.72], [-2.66, 53.79], [-2.75, 53.79], [-2.75, 53.72]]],
}
SEA = {"type": "Polygon", "coordinates": [[[1, 58], [2, 58], [2, 59], [1, 59], [1, 58]]]}  # fmt: skip
BEFORE = {
    "name": {"name": "City centre 2024/25"},
    "period": {
        "period_start_day": "1", "period_start_month": "4", "period_start_year": "2024",
        "period_end_day": "31", "period_end_month": "3", "period_end_year": "2025",
    },
}  # fmt: skip


def ask(question: str) -> str:
    """Return the address of a question."""
    return reverse("new_study_question", args=["preston", question])


DRAW = "/networks/preston/studies/new/draw/"
GROUND = "/networks/preston/studies/new/ground.geojson"


@pytest.fixture
def analyst(browser):
    """Alice's browser, asked for the place next."""
    client = browser("alice")
    for question, fields in BEFORE.items():
        client.post(ask(question), fields)
    return client


def draw(client, outline=CENTRE, *, areas: str = "", name: str = "City centre", follow: bool = False):
    """Return what came of a place of somebody's own."""
    text = outline if isinstance(outline, str) else json.dumps(outline)
    return client.post(DRAW, {"place_name": name, "outline": text, "areas": areas}, follow=follow)


def made_by(client, rings) -> Study:
    """Return the study that the rest of the journey makes."""
    client.post(ask("rings"), {"rings": rings})
    client.post(ask("local"), {"definition_of_local": "premises"})
    client.post(reverse("check_new_study", args=["preston"]))
    return Study.objects.get()


def test_a_drawn_place_becomes_a_ring_with_its_outline_which_the_library_reads(analyst, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "STUDIES_FOLDER", tmp_path)

    assert draw(analyst)["Location"] == ask("rings")
    study = made_by(analyst, ["City centre", "Preston", "Lancashire"])

    assert (study.place_name, study.place_code, study.drawings) == ("City centre", "", {FILE_NAME: CENTRE})
    loaded = load_study(write_study_folder(study))
    rings = resolve_rings(loaded.settings.rings, folder=loaded.folder)
    assert [ring.ring_name for ring in rings] == ["City centre", "Preston", "Lancashire"]
    assert (rings[0].lad_codes, rings[0].boundary is not None) == ((), True)
    assert "drawn on a map" in analyst.get(study.get_absolute_url()).content.decode()


def test_the_next_page_says_what_lies_in_the_outline_and_offers_the_rings_around_all_of_it(analyst) -> None:
    page = html.unescape(draw(analyst, BORDER, follow=True).content.decode())

    assert "postcodes, in use or once in use, lie in the outline: Preston " in page
    assert "South Ribble " in page
    for ring in ("City centre", "Lancashire", "North West", "England"):
        assert f'value="{ring}"' in page
    assert 'value="Preston"' not in page


def test_areas_put_together_become_one_ring(analyst) -> None:
    draw(analyst, "", areas="Preston\nSouth Ribble\n\nE07000118", name="Central Lancashire")
    study = made_by(analyst, ["Central Lancashire", "Lancashire"])

    assert study.rings[0] == {"name": "Central Lancashire", "areas": ["E07000123", "E07000126", "E07000118"]}
    assert (study.place_code, study.drawings) == ("", {})
    assert "put together from whole areas" in analyst.get(study.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("outline", "areas", "name", "said"),
    [
        ("", "", "City centre", "Draw an outline, paste one, or list areas"),
        (CENTRE, "Preston", "City centre", "Draw an outline or list areas, not both"),
        (CENTRE, "", "", "Enter a name for the place"),
        (SEA, "", "City centre", "No postcode lies inside the outline."),
        ("a circle", "", "City centre", "it is not JSON"),
        ({"type": "Point", "coordinates": [-2.7, 53.7]}, "", "City centre", "it holds no polygon"),
        ({"type": "Polygon", "coordinates": [[[354000, 429000], [355000, 429000], [355000, 430000], [354000, 429000]]]}, "", "City centre", "its coordinates are not degrees"),
        ("[" * 200_001, "", "City centre", "The outline is too detailed."),
        ("", "Mars", "Red planet", "Mars"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_place_is_asked_for_again_and_kept_in_its_box(outline, areas, name, said, analyst) -> None:
    answer = draw(analyst, outline, areas=areas, name=name)
    page = html.unescape(answer.content.decode())

    assert answer.status_code == 200
    assert said in page[page.index('class="error-summary"') :]
    assert "<title>Error: " in page
    assert f'name="place_name" value="{name}"' in page or not name


def test_a_place_with_a_code_chosen_afterwards_takes_the_drawings_place(analyst) -> None:
    draw(analyst)
    place = html.unescape(analyst.get(ask("place")).content.decode())
    drawn_again = analyst.get(DRAW).content.decode()

    analyst.post(ask("place") + "?q=exeter", {"place_code": "E07000041"})
    study = made_by(analyst, ["Exeter"])

    assert "The place is City centre, drawn or put together by you." in place
    assert "-2.72" in drawn_again
    assert (study.place_code, study.drawings) == ("E07000041", {})


def test_definitions_that_a_drawn_ring_does_not_allow_are_not_offered(analyst) -> None:
    draw(analyst)
    analyst.post(ask("rings"), {"rings": ["City centre"]})

    page = analyst.get(ask("local")).content.decode()

    assert "Any premises" in page
    assert "Statutory local area" not in page


def test_the_place_waits_for_the_questions_before_it(browser) -> None:
    assert browser("alice").get(DRAW)["Location"] == ask("name")


def test_the_ground_is_sent_once_and_holds_every_authority(analyst) -> None:
    first = analyst.get(GROUND)
    content = json.loads(b"".join(first.streaming_content))
    again = analyst.get(GROUND, headers={"If-None-Match": first["ETag"]})

    assert len(content["features"]) == 361
    assert first["Content-Type"] == "application/geo+json"
    assert again.status_code == 304


@pytest.fixture
def drawing_page(open_watched, analyst):
    """A function that opens the page on which a place is drawn, for an analyst who has come to that question."""

    def opened(*, wait: bool = True, **settings_of_window):
        page = open_watched(DRAW, who=analyst, **settings_of_window)
        if wait:
            page.wait_for_selector("#drawing[data-ready]")
        return page

    return opened


def corners_of(page) -> list[list[float]]:
    """Return the corners in the form, without the one that closes the outline."""
    text = page.input_value("[name=outline]")
    return json.loads(text)["coordinates"][0][:-1] if text else []


@needs_library
def test_a_place_is_drawn_corner_by_corner(drawing_page, live_server) -> None:
    page = drawing_page(viewport={"width": 1280, "height": 1200}, reduced_motion="reduce")
    page.get_by_label("What is the place called?").fill("City centre")
    page.get_by_label("Go to a local authority").select_option("Preston")
    page.wait_for_timeout(500)
    box = page.locator(".map-canvas").bounding_box()
    for across, down in ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.1, 0.9)):
        page.mouse.click(box["x"] + across * box["width"], box["y"] + down * box["height"])
        page.wait_for_timeout(100)
    page.get_by_role("button", name="Take the last corner away").click()
    expect(page.get_by_role("status")).to_contain_text("3 corners.")
    drawn = corners_of(page)
    page.get_by_role("button", name="Continue").click()

    assert len(drawn) == 3
    assert all(-3 < west < -2 and 53 < north < 54 for west, north in drawn)
    expect(page.get_by_role("status")).to_contain_text("lie in the outline: Preston ")
    assert page.said == []
    assert [url for url in page.asked if not url.startswith((live_server.url, "data:"))] == []


@needs_library
def test_a_place_is_drawn_with_the_keyboard_alone(drawing_page) -> None:
    page = drawing_page(viewport={"width": 1280, "height": 1200}, reduced_motion="reduce")
    page.get_by_label("Go to a local authority").select_option("Preston")
    page.wait_for_timeout(500)
    for arrow in ("ArrowUp", "ArrowRight", "ArrowDown"):
        page.locator(".map-canvas canvas").focus()
        page.keyboard.press(arrow)
        page.wait_for_timeout(500)
        page.get_by_role("button", name="Add a corner at the middle").focus()
        page.keyboard.press("Enter")

    assert len({tuple(corner) for corner in corners_of(page)}) == 3


@needs_library
def test_a_pasted_outline_is_shown_on_the_map(drawing_page) -> None:
    page = drawing_page()
    page.get_by_text("Paste an outline, or put whole areas together").click()
    page.get_by_label("Outline as GeoJSON").fill(json.dumps(CENTRE))
    page.get_by_label("Outline as GeoJSON").blur()

    expect(page.get_by_role("status")).to_contain_text("4 corners.")


@needs_library
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_the_page_breaks_no_rule_of_accessibility(width, scheme, drawing_page) -> None:
    page = drawing_page(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)

    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_without_javascript_areas_are_put_together(drawing_page) -> None:
    page = drawing_page(wait=False, java_script_enabled=False)
    page.get_by_label("What is the place called?").fill("Central Lancashire")
    page.get_by_text("Paste an outline, or put whole areas together").click()
    page.get_by_label("Or whole areas put together").fill("Preston\nChorley")
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_label("Central Lancashire")).to_be_checked()
    expect(page.get_by_label("Lancashire", exact=True)).to_be_checked()


@needs_library
def test_where_the_ground_cannot_be_had_the_other_ways_are_shown(drawing_page) -> None:
    page = drawing_page(wait=False)
    page.route("**/ground.geojson", lambda route: route.abort())
    page.reload()

    expect(page.get_by_role("status")).to_contain_text("The map cannot be drawn here.")
    expect(page.get_by_label("Or whole areas put together")).to_be_visible()
