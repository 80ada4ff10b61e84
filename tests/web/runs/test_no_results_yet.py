"""Before a study has results, each page that would show some says what leads to them."""

import pytest
from django.urls import reverse

from ourplace_web.runs.asking import ask_for_run, call_off

PAGES = ("picture", "take_away", "review")


@pytest.fixture
def shown(browser):
    """A function that returns what a page of a study says, as words and links."""

    def said(page: str, study) -> str:
        answer = browser("carol").get(reverse(page, args=[study.network.slug, study.slug]))
        assert answer.status_code == 200
        return answer.content.decode().split("There are no results yet")[1].split("</main>")[0]

    return said


@pytest.mark.parametrize("page", PAGES)
def test_a_study_without_files_leads_to_where_they_are_sent(page, study, shown) -> None:
    text = shown(page, study)

    assert "none has been sent" in text
    assert f'href="{study.get_absolute_url()}files/"' in text


@pytest.mark.parametrize("page", PAGES)
def test_a_study_with_files_leads_to_where_it_is_run_also_after_a_run_was_called_off(
    page, with_files, cast, shown
) -> None:
    before = shown(page, with_files)
    call_off(ask_for_run(with_files, cast.alice), cast.alice)
    after = shown(page, with_files)

    assert before == after
    assert "no run of them has finished" in after
    assert f'href="{with_files.get_absolute_url()}runs/"' in after


@pytest.mark.parametrize("page", PAGES)
def test_a_study_that_is_being_run_leads_to_the_run_and_watches_it(page, with_files, cast, shown) -> None:
    run = ask_for_run(with_files, cast.alice)
    text = shown(page, with_files)

    assert "is being run" in text
    assert f'hx-get="{run.get_absolute_url()}" hx-trigger="load"' in text
    assert f'href="{run.get_absolute_url()}"' in text
