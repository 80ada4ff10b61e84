import pytest

from ourplace.reports import NoSuchViewError, Report, categories_of, describe_section, naming_suppliers_of, seen_from
from ourplace.reports.exceptions import NoHeadlineError
from ourplace.reports.headline import headline_row, headline_sentences
from ourplace.reports.page.sections import DESCRIBERS, SECTIONS
from ourplace.studies import LastRun, report_of


@pytest.fixture(scope="module")
def real(preston_run: LastRun) -> Report:
    return report_of(preston_run)


def figures_of(report: Report, name: str, **equal: str) -> list[dict]:
    rows = report.tables[name].to_pylist()
    return [row for row in rows if all(row[column] == value for column, value in equal.items())]


def words(section) -> str:
    return " ".join(f"{block.what} {block.reason}" for block in section.blocks if block.kind == "unknown")


@pytest.mark.parametrize("ring_id", ["preston", "lancashire", "north-west", "uk"])
@pytest.mark.parametrize("anchor_id", [None, "prestons-college", "lancashire-constabulary"])
def test_the_headline_is_the_row_of_that_ring_and_anchor(real, ring_id, anchor_id) -> None:
    seen = seen_from(real, ring_id=ring_id, anchor_id=anchor_id)

    (row,) = figures_of(real, "local_share", ring_id=ring_id, anchor_id=anchor_id or "all")
    assert headline_row(seen) == row


@pytest.mark.parametrize("ring_id", [None, "lancashire", "uk"])
@pytest.mark.parametrize("anchor_id", [None, "prestons-college"])
@pytest.mark.parametrize("section_id", DESCRIBERS)
def test_every_section_can_be_drawn_by_itself_from_everywhere(real, ring_id, anchor_id, section_id) -> None:
    section = describe_section(seen_from(real, ring_id=ring_id, anchor_id=anchor_id), section_id)

    assert section.title
    assert section.blocks


def test_sections_seen_from_nowhere_else_are_those_of_the_report(real) -> None:
    whole = {section.section_id: section for section in (describe(real) for describe in SECTIONS)}

    assert describe_section(seen_from(real), "rings") == whole["rings"]


def test_an_anchor_is_named_where_all_were(real) -> None:
    seen = seen_from(real, anchor_id="prestons-college")

    assert "Preston's College paid" in headline_sentences(seen)[0]
    assert describe_section(seen, "rings").blocks[1].table.caption.endswith(", Preston's College")


def test_what_is_about_all_anchors_says_so(real) -> None:
    seen = seen_from(real, anchor_id="prestons-college")

    for section_id in ("overlap", "map", "local-supply"):
        assert "all anchors together, and not for Preston's College" in words(describe_section(seen, section_id))


def test_what_is_about_the_studys_ring_says_so_from_another(real) -> None:
    seen = seen_from(real, ring_id="lancashire")

    for section_id in ("peers", "sureness"):
        assert "Preston, the ring that the study is about, and not for Lancashire" in words(
            describe_section(seen, section_id)
        )


def test_anchors_are_still_compared_when_one_is_seen(real) -> None:
    section = describe_section(seen_from(real, anchor_id="prestons-college"), "anchors")

    assert len(section.blocks[0].table.rows) == 6


def test_whom_an_anchor_pays_is_not_told_to_others(real) -> None:
    kept = naming_suppliers_of(real, {"preston-city-council"})

    assert {row["anchor_id"] for row in figures_of(kept, "top_suppliers")} == {"all", "preston-city-council"}
    other = describe_section(seen_from(kept, anchor_id="prestons-college"), "suppliers")
    assert "shown to its own people" in words(other)
    own = describe_section(seen_from(kept, anchor_id="preston-city-council"), "suppliers")
    assert words(own) == ""


def test_a_category_has_the_figures_of_its_own_indicator(real) -> None:
    seen = seen_from(real, category="45", ring_id="lancashire")

    (row,) = figures_of(real, "need_categories", anchor_id="all", ring_id="lancashire", need_category_code="45")
    shown = headline_row(seen)
    assert {name: shown[name] for name in row if name in shown} == {name: row[name] for name in row if name in shown}
    assert float(shown["bound_low_gbp"]) == pytest.approx(
        row["bound_low_share"] * float(row["analysed_gbp"]), abs=0.01
    )
    assert "analysed spend on construction work" in headline_sentences(seen)[0]


@pytest.mark.parametrize("category", ["45", ""])
def test_the_bands_of_a_category_add_up_to_its_spend(real, category) -> None:
    seen = seen_from(real, category=category)

    bands = figures_of(seen, "spend_by_band", anchor_id="all")
    assert sum(row["amount_gbp"] for row in bands) == pytest.approx(headline_row(seen)["analysed_gbp"], abs=1)
    assert sum(row["share"] for row in bands) == pytest.approx(1)


@pytest.mark.parametrize("ring_id", [None, "lancashire"])
@pytest.mark.parametrize("anchor_id", [None, "prestons-college"])
@pytest.mark.parametrize("section_id", DESCRIBERS)
def test_every_section_can_be_drawn_of_one_category(real, ring_id, anchor_id, section_id) -> None:
    seen = seen_from(real, ring_id=ring_id, anchor_id=anchor_id, category="45")

    assert describe_section(seen, section_id).blocks


def test_what_is_about_all_categories_says_so(real) -> None:
    seen = seen_from(real, category="45")

    for section_id in ("who", "overlap", "map", "sensitivity", "suppliers", "left-out"):
        assert "all need categories together, and not for Construction work" in words(
            describe_section(seen, section_id)
        )


def test_categories_are_still_compared_when_one_is_seen(real) -> None:
    section = describe_section(seen_from(real, category="45"), "leakage")

    assert len(section.blocks[0].table.rows) == 15


def test_an_anchor_that_pays_nothing_for_a_category_has_no_figure_and_says_so(real) -> None:
    paid = {(row["anchor_id"], row["need_category_code"]) for row in real.tables["need_categories"].to_pylist()}
    anchor_id, code = next(
        (anchor.anchor_id, code)
        for anchor in real.anchors
        for code, _ in categories_of(real)
        if code and (anchor.anchor_id, code) not in paid
    )
    seen = seen_from(real, anchor_id=anchor_id, category=code)

    with pytest.raises(NoHeadlineError, match="pays nothing for"):
        headline_row(seen)
    assert "pays nothing for" in words(describe_section(seen, "flow"))


@pytest.mark.parametrize(
    "view", [{"ring_id": "mars"}, {"anchor_id": "mars"}, {"anchor_id": "all~"}, {"category": "99x"}]
)
def test_a_view_that_does_not_exist_is_refused(real, view) -> None:
    with pytest.raises(NoSuchViewError, match="The study has no"):
        seen_from(real, **view)


def test_a_section_that_does_not_exist_is_refused(real) -> None:
    with pytest.raises(NoSuchViewError, match="no section 'mars'"):
        describe_section(real, "mars")
