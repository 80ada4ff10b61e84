"""What the map is drawn from, for each who may see it, and the map itself in a browser."""

import base64

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from ourplace.reports import outlines_geojson, seen_from, suppliers_geojson, suppressed
from ourplace.studies import contributions_of
from ourplace_web.design import maps

needs_library = pytest.mark.skipif(not maps.is_library_here(), reason="MapLibre GL could not be fetched at set-up")
READY = ".map-frame[data-ready]"
# The colours that cover more than a hundredth of a picture, looked at by the browser itself.
COLOURS = """async (picture) => {
  const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const copy = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
  const context = copy.getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const data = context.getImageData(0, 0, copy.width, copy.height).data, counts = {};
  for (let place = 0; place < data.length; place += 4) {
    const colour = "#" + [...data.slice(place, place + 3)].map((part) => part.toString(16).padStart(2, "0")).join("");
    counts[colour] = (counts[colour] ?? 0) + 1;
  }
  return Object.keys(counts).filter((colour) => counts[colour] > data.length / 400);
}"""


def at(study, page: str, query: str = "") -> str:
    """Return an address of the study's map."""
    return reverse(page, args=["preston", study.slug]) + query


def told(answer) -> dict:
    """Return a feature collection without the addresses that the website adds."""
    content = answer.json()
    for feature in content["features"]:
        feature["properties"].pop("url", None)
    return content


@pytest.mark.parametrize("query", ["", "?ring=lancashire", "?anchor=prestons-college"])
def test_the_map_is_drawn_from_what_the_library_says_from_there(query, study, browser, report) -> None:
    ring, anchor = "lancashire" if "ring" in query else None, "prestons-college" if "anchor" in query else None
    seen = seen_from(report, ring_id=ring, anchor_id=anchor)
    expected = suppliers_geojson(seen)
    for feature in expected["features"]:
        del feature["properties"]["key"]

    assert told(browser("alice").get(at(study, "map_outlines", query))) == outlines_geojson(seen)
    assert told(browser("alice").get(at(study, "map_suppliers", query))) == expected


def test_no_individual_has_a_point(study, browser, report) -> None:
    people = {row["supplier_id"]: row["supplier_name"] for row in report.suppliers.to_pylist() if row["is_individual"]}
    assert people

    answer = browser("alice").get(at(study, "map_suppliers"))

    assert not people.keys() & {feature["id"] for feature in answer.json()["features"]}
    assert [name for name in people.values() if name in answer.content.decode()] == []


def test_a_point_leads_to_its_figure_or_to_the_payments_behind_it(study, browser) -> None:
    analyst = browser("alice")
    links = [feature["properties"]["url"] for feature in analyst.get(at(study, "map_suppliers")).json()["features"]]

    figures, payments = ({link for link in links if part in link} for part in ("/figures/", "/payments/?supplier="))
    assert len(figures) + len(payments) == len(set(links)) == len(links)
    for some in (figures, payments):
        assert {analyst.get(link).status_code for link in sorted(some)[:3]} == {200}


@pytest.mark.parametrize("page", ["map_outlines", "map_suppliers"])
def test_an_address_that_names_what_is_not_there_is_not_found(page, study, browser) -> None:
    assert browser("alice").get(at(study, page, "?ring=mars")).status_code == 404


@pytest.mark.parametrize("page", ["map_outlines", "map_suppliers", "public_outlines"])
def test_what_a_browser_has_already_is_not_sent_again(page, study, browser) -> None:
    analyst = browser("alice")
    first = analyst.get(at(study, page), headers={"Accept-Encoding": "gzip"})

    again = analyst.get(at(study, page), headers={"If-None-Match": first["ETag"]})

    assert (first["Content-Type"], first["Content-Encoding"]) == ("application/geo+json", "gzip")
    assert (again.status_code, again.content) == (304, b"")
    assert {"private", "no-cache"} <= set(first["Cache-Control"].split(", "))


def test_from_another_ring_it_is_sent_anew(study, browser) -> None:
    analyst = browser("alice")
    first = analyst.get(at(study, "map_outlines"))

    assert analyst.get(
        at(study, "map_outlines", "?ring=lancashire"), headers={"If-None-Match": first["ETag"]}
    ).status_code == 200  # fmt: skip


def test_the_public_map_holds_what_the_public_page_tells_and_no_supplier(
    published, browser, report, preston_run
) -> None:
    answer = browser("visitor").get(at(published, "public_outlines"))
    names = {name for name in report.suppliers["supplier_name"].to_pylist() if len(name) > 6}

    assert answer.json() == outlines_geojson(suppressed(report, contributions_of(preston_run)))
    assert [name for name in names if name in answer.content.decode()] == []
    assert {feature["geometry"]["type"] for feature in answer.json()["features"]} <= {"Polygon", "MultiPolygon"}


def test_without_the_library_the_page_shows_its_drawing_and_asks_for_nothing_more(study, browser, monkeypatch) -> None:
    monkeypatch.setattr(maps, "is_library_here", lambda: False)

    page = browser("alice").get(reverse("picture_topic", args=["preston", study.slug, "map"])).content.decode()

    assert "maplibre" not in page
    assert "picture/map.js" not in page
    assert page.count("<svg") == 2


@pytest.fixture
def open_map(open_watched):
    """A function that opens an address as Alice, once its map is ready; what the browser said and asked for is kept on the page."""

    def opened(address: str, *, wait: bool = True, **settings_of_window):
        page = open_watched(address, **settings_of_window)
        if wait:
            page.wait_for_selector(READY)
        return page

    return opened


def map_of(study) -> str:
    """Return the address of the page with the map."""
    return reverse("picture_topic", args=["preston", study.slug, "map"])


def colours_of(page) -> set[str]:
    """Return the colours that cover more than a hundredth of the map."""
    picture = base64.b64encode(page.locator(".map-canvas").screenshot()).decode()
    return set(page.evaluate(COLOURS, picture))


@needs_library
@pytest.mark.parametrize(("scheme", "ground"), [("light", {"#fdfcf9", "#f1ede2"}), ("dark", {"#161614", "#22211e"})])
def test_the_map_takes_the_drawings_place_in_our_colours_and_asks_nobody_else(
    scheme, ground, study, open_map, live_server
) -> None:
    page = open_map(map_of(study), color_scheme=scheme)

    expect(page.locator(".wide-drawing")).to_be_hidden()
    assert ground <= colours_of(page)
    assert page.locator(".map-ring").count() > 5
    assert page.said == []
    assert [url for url in page.asked if not url.startswith((live_server.url, "data:", "blob:"))] == []
    assert [url for url in page.asked if url.startswith("blob:")] == []


@needs_library
def test_the_key_has_the_colours_of_the_map(study, open_map) -> None:
    page = open_map(map_of(study), color_scheme="light")
    colour = "one => getComputedStyle(one, '::before').backgroundColor"

    innermost, *others = page.locator(".map-key li").evaluate_all(f"all => all.map({colour})")

    assert innermost == "rgb(11, 60, 73)"
    assert len({innermost, *others}) == 1 + len(others) == 4


@needs_library
def test_a_reader_who_turns_to_dark_sees_the_map_turn(study, open_map) -> None:
    page = open_map(map_of(study), color_scheme="light")

    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(500)

    assert "#22211e" in colours_of(page)


@needs_library
def test_the_largest_suppliers_are_reached_and_told_of_with_the_keyboard_alone(study, open_map, report) -> None:
    page = open_map(map_of(study))
    features = suppliers_geojson(report)["features"]
    first = page.locator(".map-list button").first
    name = first.locator("span").first.inner_text()
    (supplier,) = (one["properties"] for one in features if one["properties"]["name"] == name)

    first.focus()
    page.keyboard.press("Enter")
    told_of = page.get_by_role("dialog", name=name)
    expect(told_of).to_contain_text(f"£{supplier['amount_gbp']:,.0f} paid")
    expect(told_of).to_contain_text(supplier["place"])
    expect(told_of.get_by_role("link")).to_be_focused()

    page.keyboard.press("Escape")
    expect(told_of).to_have_count(0)
    expect(page.locator(".map-list button").first).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/picture/figures/top_suppliers/**")


@needs_library
def test_the_list_follows_the_map_as_it_is_moved_with_the_keyboard(study, open_map) -> None:
    page = open_map(map_of(study), reduced_motion="reduce")
    before = page.get_by_role("status").inner_text()

    page.locator(".map-canvas canvas").focus()
    for _time in range(3):
        page.keyboard.press("+")
        page.wait_for_timeout(300)
    zoomed = page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Show the whole place").click()

    assert zoomed != before
    expect(page.get_by_role("status")).to_have_text(before)


@needs_library
def test_choosing_another_anchor_draws_the_map_anew(study, open_map) -> None:
    page = open_map(map_of(study))

    page.select_option("#anchor", "prestons-college")
    page.wait_for_url("**anchor=prestons-college**")
    page.wait_for_selector(READY)

    assert page.locator(".map-frame").count() == 1
    assert page.locator(".map-ring").count() == 0
    assert page.locator(".map-name").first.inner_text().startswith("Rest of Lancashire ")
    page.go_back()
    page.wait_for_selector(".map-ring")
    assert page.locator(".map-frame").count() == 1
    assert page.said == []


@needs_library
@pytest.mark.parametrize("size", [{"width": 320, "height": 700}, {"width": 1280, "height": 900}])
def test_the_map_with_something_told_breaks_no_rule_of_accessibility(size, study, open_map) -> None:
    page = open_map(map_of(study), viewport=size, bypass_csp=True)
    page.locator(".map-list button").first.click()
    page.wait_for_selector(".map-told")

    assert [one["id"] for one in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@needs_library
def test_a_wheel_turned_over_the_map_scrolls_the_page(study, open_map) -> None:
    page = open_map(map_of(study), viewport={"width": 1280, "height": 600})
    before = page.get_by_role("status").inner_text()

    page.locator(".map-canvas").hover()
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(500)

    assert page.evaluate("scrollY") > 100
    assert page.get_by_role("status").inner_text() == before


@needs_library
def test_the_public_map_has_rings_and_nothing_to_press_on_but_its_own_buttons(published, open_map) -> None:
    page = open_map(reverse("public_topic", args=["preston", published.slug, "map"]))

    assert {button.strip() for button in page.locator(".map-frame button").all_inner_texts()} == {""}
    assert page.locator(".map-ring, .map-list").count() == 0
    assert page.said == []


def test_without_javascript_the_drawing_and_its_table_are_there(study, open_map) -> None:
    page = open_map(map_of(study), java_script_enabled=False, wait=False)

    expect(page.locator(".wide-drawing svg")).to_be_visible()
    expect(page.locator("summary")).to_be_visible()
    expect(page.locator(".map-frame")).to_have_count(0)


@needs_library
def test_where_the_map_cannot_be_drawn_the_drawing_stays(study, open_map) -> None:
    page = open_map("/privacy/", wait=False)
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(map_of(study))
    page.wait_for_load_state("networkidle")

    expect(page.locator(".wide-drawing svg")).to_be_visible()
    expect(page.locator(".map-frame")).to_have_count(0)
    assert [url for url in page.asked if "maplibre-gl" in url] == []


@needs_library
def test_where_the_points_cannot_be_had_the_drawing_stays(study, open_map) -> None:
    page = open_map("/privacy/", wait=False)
    page.route("**/suppliers.geojson*", lambda route: route.abort())
    page.goto(map_of(study))
    page.wait_for_load_state("networkidle")

    expect(page.locator(".wide-drawing svg")).to_be_visible()
    expect(page.locator(".map-frame")).to_have_count(0)
