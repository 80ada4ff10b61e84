"""The journey of a run in a real browser: asked for, watched, called off, tried again, done."""

import pytest
from playwright.sync_api import expect

from ourplace.studies import run_study
from ourplace_web.runs import tasks
from ourplace_web.runs.asking import ask_for_run

STAGES = 2


@pytest.fixture
def watched(monkeypatch):
    """A function that has another called at the first reports of a run's first two stages, when each can be seen on its page."""

    def with_first_stages(look_at) -> None:
        def run_watched(study, *, progress, **settings):
            stages = set()

            def told(step, done, total) -> None:
                progress.next_write = 0 if len(stages) < STAGES else progress.next_write
                progress(step, done, total)
                if step not in stages and len(stages) < STAGES:
                    stages.add(step)
                    look_at(step)

            return run_study(study, progress=told, **settings)

        monkeypatch.setattr(tasks, "run_study", run_watched)

    return with_first_stages


def test_a_run_is_asked_for_called_off_tried_again_and_watched_to_its_end(
    window, open_page, with_files, do_work, watched, look
) -> None:
    page, seen = open_page("alice", **window), []
    page.goto(f"{with_files.get_absolute_url()}runs/")
    look(page)
    page.get_by_role("button", name="Run the study").click()
    expect(page.get_by_text("Waiting for its turn.")).to_be_visible()
    look(page)
    page.get_by_role("button", name="Cancel the run").click()
    expect(page.get_by_text("The run was cancelled.", exact=False).first).to_be_visible()
    look(page)
    page.get_by_role("button", name="Try again").click()

    def look_at(step) -> None:
        if not window["script"]:
            page.get_by_role("link", name="Look again").click()
        expect(page.locator("#progress").get_by_role("status")).to_contain_text(step, ignore_case=True)
        seen.append(step)
        if len(seen) == 1:
            look(page)

    watched(look_at)
    do_work()

    if not window["script"]:
        page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("of the £9.0m that Preston City Council paid", exact=False)).to_be_visible()
    look(page)
    page.get_by_role("link", name="See the picture").click()
    expect(page.get_by_role("heading", name="Headline")).to_be_visible()
    assert len(seen) == STAGES


def test_whoever_waits_for_the_picture_sees_how_far_its_run_is_and_then_the_picture(
    open_page, with_files, cast, do_work, watched
) -> None:
    ask_for_run(with_files, cast.alice)
    page, seen = open_page("carol"), []
    page.goto(f"{with_files.get_absolute_url()}picture/")
    expect(page.get_by_text("Waiting for its turn.")).to_be_visible()

    def look_at(step) -> None:
        expect(page.locator("#progress").get_by_role("status")).to_contain_text(step, ignore_case=True)
        seen.append(step)

    watched(look_at)
    do_work()

    expect(page.get_by_role("heading", name="Headline")).to_be_visible()
    assert page.url.endswith("/picture/")
    assert len(seen) == STAGES
