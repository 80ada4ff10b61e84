"""What the interface answers, and what it says when it cannot."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from ourplace_web.api.limits import MOST_A_MINUTE
from ourplace_web.api.tokens import make_token
from ourplace_web.review.judging import judgements_of
from ourplace_web.wsgi import application

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
]
NAMED = {"network": "preston", "study": "preston-2024-25", "indicator": "top_suppliers", "supplier_id": "s-alarms"}
STUDY = "/api/v1/networks/preston/studies/preston-2024-25"


@pytest.fixture
def alice(program, study):
    """The analyst's program."""
    return program("alice")


def judge_with(client, supplier_id="s-alarms", *, state=None, **given):
    """Judge a supplier as a program would."""
    state = state or client.get(f"{STUDY}/suppliers/{supplier_id}/candidates").json()["state"]
    body = {"supplier_id": supplier_id, "state": state, **given}
    return client.post(f"{STUDY}/judgements", body, content_type="application/json")


def test_a_study_and_its_headline_are_as_the_run_left_them(alice) -> None:
    shown = alice.get(STUDY).json()
    headline = alice.get(f"{STUDY}/headline").json()

    assert (shown["slug"], shown["place_name"], shown["period_start"], shown["has_results"]) == (
        "preston-2024-25", "Preston", "2024-04-01", True,
    )  # fmt: skip
    assert (headline["sentence"], headline["rings"][0]["local_share_low"]) == ("About 11% stays.", 0.1)


def test_a_table_comes_a_part_at_a_time_and_once(alice) -> None:
    rows, offset = [], 0
    while offset is not None:
        part = alice.get(f"{STUDY}/indicators/top_suppliers", {"limit": 2, "offset": offset}).json()
        rows += part["items"]
        offset = part["next_offset"]

    assert [row["supplier_id"] for row in rows] == ["s-alarms", "s-hidden", "s-person"]
    assert part["total"] == 3
    assert rows[1]["amount_gbp"] is None


def test_money_is_text_to_the_penny(alice) -> None:
    assert alice.get(f"{STUDY}/suppliers").json()["items"][0]["amount_gbp"] == "1234.50"


def test_indicators_are_listed_with_their_definitions(alice) -> None:
    found = {one["indicator_id"]: one for one in alice.get(f"{STUDY}/indicators").json()["items"]}

    assert {name: one["row_count"] for name, one in found.items()} == {"top_suppliers": 3, "suppliers_to_review": 5}
    assert found["top_suppliers"]["sentence"].endswith(".")


@pytest.mark.parametrize("name", ["suppliers", "candidates", "locations", "nothing", "context"])
def test_a_table_that_is_no_indicator_is_not_found(name, alice) -> None:
    assert alice.get(f"{STUDY}/indicators/{name}").status_code == 404


def test_a_judgement_is_added_and_read_back(alice, study) -> None:
    made = judge_with(alice, answer="same as 2", reason="looked it up")

    (kept,) = judgements_of(study).judgements
    assert (made.status_code, made.json()) == (201, {"judgement_ids": [kept.judgement_id]})
    (shown,) = alice.get(f"{STUDY}/judgements").json()["items"]
    assert (shown["kind"], shown["entity_id"], shown["reason"], shown["judged_by"], shown["stands"]) == (
        "same", "GB-COH-s-alarms-2", "looked it up", "Alice Ainsworth", True,
    )  # fmt: skip


def test_of_two_programs_that_answer_on_the_same_state_the_second_is_refused(alice, study) -> None:
    state = alice.get(f"{STUDY}/suppliers/s-alarms/candidates").json()["state"]
    judge_with(alice, state=state, answer="same as 1")

    second = judge_with(alice, state=state, answer="same as 2")

    assert second.status_code == 409
    assert "somebody has judged the supplier meanwhile" in second.json()["error"]["why"]
    assert len(judgements_of(study).judgements) == 1


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"answer": "same as 5"}, "there is no candidate 5"),
        ({}, "nothing was said of the supplier"),
        ({"postcode": "PR1 2HE"}, "a judgement of where a supplier is needs its reason"),
        ({"colour": "red"}, "given.colour: Extra inputs are not permitted"),
        ({"answer": 7}, "given.answer: Input should be a valid string"),
        ({"reason": "a\x00b"}, "given.reason: String should match pattern"),
    ],
)
def test_an_answer_that_cannot_be_taken_says_why(given, why, alice, study) -> None:
    answer = judge_with(alice, **given)

    assert answer.status_code == 422
    assert why in answer.json()["error"]["why"]
    assert judgements_of(study).judgements == ()


def test_every_error_has_the_one_shape(alice, study, settings, tmp_path) -> None:
    answers = {
        "nothing": alice.get("/api/v1/nothing"),
        "no network": alice.get("/api/v1/networks/exeter/studies"),
        "no study": alice.get("/api/v1/networks/preston/studies/other"),
        "bad number": alice.get("/api/v1/networks/preston/studies?limit=0"),
        "not JSON": alice.post(f"{STUDY}/judgements", "{", content_type="application/json"),
        "wrong method": alice.delete(STUDY),
        "no postcode": alice.get("/api/v1/places?q=PR1+9ZZ"),
    }
    settings.STUDIES_FOLDER = tmp_path / "elsewhere"
    answers["no results"] = alice.get(f"{STUDY}/headline")

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "nothing": 404, "no network": 404, "no study": 404, "bad number": 422, "not JSON": 400, "wrong method": 405,
        "no postcode": 422, "no results": 409,
    }  # fmt: skip
    for answer in answers.values():
        assert sorted(answer.json()["error"]) == ["next_step", "what", "why"]
        assert all(answer.json()["error"].values())


def test_a_program_that_asks_too_often_is_told_how_long_to_wait(alice) -> None:
    statuses = [alice.get("/api/v1/networks").status_code for _time in range(MOST_A_MINUTE)]

    answer = alice.get("/api/v1/networks")

    assert set(statuses) == {200}
    assert (answer.status_code, int(answer["Retry-After"]) <= 61) == (429, True)
    assert "wait" in answer.json()["error"]["next_step"]


def test_places_are_found_by_name(alice) -> None:
    found = alice.get("/api/v1/places", {"q": "Preston"}).json()["items"]

    assert ("E07000123", "Preston") in [(one["area_code"], one["area_name"]) for one in found]
    assert alice.get("/api/v1/places", {"q": " "}).json()["items"] == []


@pytest.fixture
def one_connection():
    """Keep a request from closing the connection in which the test has what it asks for, as Django's own test client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def test_whatever_is_asked_is_answered_as_described(cast, study, monkeypatch, one_connection) -> None:
    monkeypatch.setattr("ourplace_web.api.limits.EachToken.get_cache_key", lambda _self, _request: None)
    _token, text = make_token(cast.alice, cast.network, "test")
    schema = schemathesis.openapi.from_wsgi(reverse("api:openapi-json"), application)
    statuses: dict[str, set[int]] = {}

    for operation in (one.ok() for one in schema.get_all_operations()):

        @settings(
            max_examples=8, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy())
        def ask(case) -> None:
            # Words at random name no study; what is asked of one is what there is to find out.
            case.path_parameters.update({name: NAMED[name] for name in NAMED if name in (case.path_parameters or {})})
            response = case.call(headers={"Authorization": f"Bearer {text}"})
            statuses.setdefault(f"{case.method} {case.path}", set()).add(response.status_code)
            case.validate_response(response, checks=CHECKS)

        ask()

    assert len(statuses) == 12
    assert [name for name, found in statuses.items() if name.startswith("GET") and 200 not in found] == []
