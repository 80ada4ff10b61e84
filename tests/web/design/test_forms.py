"""How forms are drawn."""

import datetime as dt
import re

import pytest
from django import forms

from ourplace_web.design.forms import DatePartsField, HintedChoice, HintedRadios


class Example(forms.Form):
    day = DatePartsField(label="First day", help_text="For example, 1 4 2024")
    kind = forms.ChoiceField(
        label="Kind", widget=HintedRadios, choices=[("a", HintedChoice("A", "The first")), ("b", HintedChoice("B"))]
    )
    note = forms.CharField(label="Note", required=False)


def test_a_date_is_three_boxes_with_a_label_each() -> None:
    drawn = str(Example()["day"])

    assert re.findall(
        r'<label for="(\w+)">(\w+)</label><input type="text" name="(\w+)" inputmode="numeric"', drawn
    ) == [
        ("id_day_0", "Day", "day_day"),
        ("id_day_1", "Month", "day_month"),
        ("id_day_2", "Year", "day_year"),
    ]


@pytest.mark.parametrize(
    ("parts", "day"), [(("1", "4", "2024"), dt.date(2024, 4, 1)), ((" 29", "02", "2024"), dt.date(2024, 2, 29))]
)
def test_three_numbers_make_a_date(parts, day) -> None:
    form = Example(
        {f"day_{name}": part for name, part in zip(("day", "month", "year"), parts, strict=True)} | {"kind": "a"}
    )

    assert form.is_valid()
    assert form.cleaned_data["day"] == day


@pytest.mark.parametrize(
    "parts", [("29", "2", "2023"), ("1", "4", "24000"), ("1", "x", "2024"), ("", "4", "2024"), ("0", "1", "2024")]
)
def test_three_texts_that_make_no_date_are_one_error(parts) -> None:
    form = Example(
        {f"day_{name}": part for name, part in zip(("day", "month", "year"), parts, strict=True)} | {"kind": "a"}
    )

    assert form.errors == {"day": ["Enter a real date, such as 1 4 2024"]}


def test_a_choice_may_carry_a_sentence() -> None:
    drawn = str(Example()["kind"])

    assert re.findall(r"<span>(.*?)</span>", drawn) == ["A<small>The first</small>", "B"]


def test_an_error_is_tied_to_its_field_for_a_screen_reader() -> None:
    form = Example({"kind": "a"})

    drawn = form["day"].as_field_group()

    assert 'aria-describedby="id_day_helptext id_day_error"' in drawn
    assert '<ul class="errorlist" id="id_day_error">' in drawn


def test_what_need_not_be_filled_in_says_so() -> None:
    assert "(optional)" in Example()["note"].as_field_group()
    assert "(optional)" not in Example()["kind"].as_field_group()


def test_what_somebody_typed_cannot_become_markup() -> None:
    drawn = str(Example({"note": '"><script>'}))

    assert "<script>" not in drawn
