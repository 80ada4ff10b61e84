"""Who may see and do what with a study's runs."""

import pytest
from django.urls import reverse

from ourplace_web.runs.asking import ask_for_run
from ourplace_web.runs.models import Run
from ourplace_web.runs.urls import urlpatterns

URLS = urlpatterns
MEMBERS = {"alice": 200, "bob": 200, "carol": 200, "charlie": 404, "visitor": "sign in"}
ANALYSTS = {"alice": 302, "bob": 403, "carol": 403, "charlie": 404, "visitor": "sign in"}
ACCESS = {"runs": MEMBERS, "run": MEMBERS, "start_run": ANALYSTS, "cancel_run": ANALYSTS}


def test_each_page_answers_each_of_the_cast_as_their_role_allows(page, who, study, cast, browser, outcome) -> None:
    run = ask_for_run(study, cast.alice)
    more = [run.public_id] if page in {"run", "cancel_run"} else []
    client = browser(who)
    ask = client.post if page in {"start_run", "cancel_run"} else client.get

    assert outcome(ask(reverse(page, args=["preston", study.slug, *more]))) == ACCESS[page][who]


def test_what_a_run_found_in_files_is_for_analysts(study, cast, browser) -> None:
    finding = {"sort": "decision", "sentence": "April.csv: which column?", "file_name": "", "anchor_id": ""}
    run = Run.objects.create(study=study, state="done", headline="Of the £1", findings=[finding])

    pages = {
        who: "which column?" in browser(who).get(run.get_absolute_url()).content.decode() for who in ("alice", "bob")
    }

    assert pages == {"alice": True, "bob": False}


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_runs_takes_as_many_queries_for_three_as_for_one(
    count, study, cast, browser, django_assert_num_queries
) -> None:
    for _number in range(count):
        Run.objects.create(study=study, state="done", asked_by=cast.alice)
    client = browser("carol")

    with django_assert_num_queries(9):
        client.get(reverse("runs", args=["preston", study.slug]))
