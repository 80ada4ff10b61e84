"""Welsh, as far as it has been started: navigation, tabs, headings, buttons and the words for states are there, on every page."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation.template import templatize

import ourplace_web
from ourplace_web.jobs.models import JobState
from ourplace_web.networks.models import Role
from ourplace_web.networks.tabs import NETWORK_TABS
from ourplace_web.picture.topics import TOPICS
from ourplace_web.runs.time_left import STAGES
from ourplace_web.studies.forms import LocalForm, NameForm, PlaceForm, RingsForm
from ourplace_web.studies.journey import QUESTIONS
from ourplace_web.studies.tabs import STUDY_TABS

PACKAGE = Path(ourplace_web.__file__).parent
TEMPLATES = sorted(path for path in PACKAGE.rglob("*.html"))
FOLDER = Path(settings.LOCALE_PATHS[0]) / "cy" / "LC_MESSAGES"
KEYWORDS = {"gettext": None, "_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
# What has to be said in Welsh of a template: its title, where it is, its first two ranks of headings, its buttons, its words for states.
REGIONS = re.compile(
    r"<(h1|h2|nav|button)\b[^>]*>.*?</\1>|<a class=\"button[^>]*>.*?</a>|<(?:strong|span) class=\"tag[^>]*>.*?</(?:strong|span)>"
    r"|\{% block (?:title|crumbs) %\}.*?\{% endblock %\}",
    re.DOTALL,
)
SPOKEN = (
    *(tab.label for tab in (*STUDY_TABS, *NETWORK_TABS)),
    *(topic.label for topic in TOPICS),
    *(question.label for question in QUESTIONS),
    *(state.label for state in JobState),
    *(role.label for role in Role),
    *(words for words, _counted in STAGES.values()),
    *(form.base_fields[name].label for form, name in (
        (NameForm, "name"), (PlaceForm, "place_code"), (RingsForm, "rings"), (LocalForm, "definition_of_local"),
    )),
)  # fmt: skip


def written() -> dict[str, tuple[str, ...]]:
    """Return the Welsh of each English text that has any, in as many forms as it has."""
    with (FOLDER / "django.po").open("rb") as file:
        return by_text(read_po(file, locale="cy"))


def by_text(catalogue) -> dict[str, tuple[str, ...]]:
    """Return the translations of a catalogue in all their forms, by the text, or the singular of a counted one."""
    return {
        one.id if isinstance(one.id, str) else one.id[0]: (one.string,)
        if isinstance(one.string, str)
        else tuple(one.string)
        for one in catalogue
        if one.id and one.string
    }


def texts_in(template: str) -> Iterator[str]:
    """Yield the texts of a template, or of a part of one, as Django hands them to translators; of a counted one the singular."""
    source = BytesIO(templatize(template).encode())
    for _line, text, _comments, _context in extract("python", source, keywords=KEYWORDS):
        yield text if isinstance(text, str) else text[0]


def all_texts() -> set[str]:
    """Return every text of the website that can be translated."""
    found = {text for path in TEMPLATES for text in texts_in(path.read_text("utf-8"))}
    for path in PACKAGE.rglob("*.py"):
        keywords = KEYWORDS | {"gettext_lazy": None, "pgettext_lazy": ((1, "c"), 2)}
        for _line, text, _comments, _context in extract("python", BytesIO(path.read_bytes()), keywords=keywords):
            found.add(text if isinstance(text, str) else text[0])
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_navigation_headings_buttons_and_states_are_said_in_welsh(path) -> None:
    known, text = written(), path.read_text("utf-8")

    said = {found for region in REGIONS.finditer(text) for found in texts_in(region[0])}

    assert sorted(said - known.keys()) == []


def test_tabs_questions_stages_and_states_are_said_in_welsh() -> None:
    with translation.override("en-gb"):
        said = {str(text) for text in SPOKEN}

    assert len(said) > 40
    assert sorted(said - written().keys()) == []


def test_the_rule_finds_what_it_is_to_find() -> None:
    template = (
        '{% load i18n %}<h1>{% translate "One" %}</h1><p>{% translate "Not this" %}</p><nav><a>{% translate "Two" %}</a></nav>'
        "<h2>{% blocktranslate with name=x.y %}Three {{ name }}{% endblocktranslate %}</h2>"
        '<a class="button second" href="/">{% translate "Four" %}</a>'
    )

    assert [list(texts_in(region[0])) for region in REGIONS.finditer(template)] == [
        ["One"], ["Two"], ["Three %(name)s"], ["Four"],
    ]  # fmt: skip


def test_every_text_in_welsh_is_still_said_in_english_somewhere() -> None:
    assert sorted(written().keys() - all_texts()) == []


def test_what_stands_in_a_text_stands_in_its_welsh() -> None:
    places = re.compile(r"%\(\w+\)s")

    wrong = [
        (text, form)
        for text, forms in written().items()
        for form in forms
        if set(places.findall(form)) - {"%(n)s"} != set(places.findall(text)) - {"%(n)s"}
    ]

    assert wrong == []
    assert [text for text, forms in written().items() if not all(form.strip() for form in forms)] == []


def test_the_compiled_words_are_what_the_written_ones_say() -> None:
    with (FOLDER / "django.mo").open("rb") as compiled:
        assert by_text(read_mo(compiled)) == written()


def test_the_choice_of_language_is_a_form_that_needs_no_script_and_is_kept_in_a_cookie(
    cast, browser, make_study
) -> None:
    client, study = browser("carol"), make_study()
    english = client.get(study.get_absolute_url()).content.decode()

    chosen = client.post(reverse("set_language"), {"language": "cy", "next": study.get_absolute_url()}, follow=True)

    page = chosen.content.decode()
    assert '<button class="link-button" name="language" value="cy" lang="cy">Cymraeg</button>' in english
    assert (client.cookies["django_language"].value, client.cookies["django_language"]["max-age"]) == (
        "cy",
        31_536_000,
    )
    assert chosen.redirect_chain == [(study.get_absolute_url(), 302)]
    assert '<html lang="cy">' in page
    assert "Saesneg yw gweddill y dudalen." in page
    assert 'value="en-gb" lang="en-gb">English</button>' in page
    assert [
        word for word in ("Ynghylch", "Ffeiliau", "Rhedeg", "Darlun", "Adolygu", "Lawrlwytho") if word not in page
    ] == []


def test_a_counted_word_has_the_form_of_its_number() -> None:
    with translation.override("cy"):
        said = [
            translation.ngettext("Read, with a question", "Read, with %(n)s questions", n) % {"n": n}
            for n in (1, 2, 7)
        ]

    assert said == ["Darllenwyd, gyda chwestiwn", "Darllenwyd, cwestiynau: 2", "Darllenwyd, cwestiynau: 7"]
