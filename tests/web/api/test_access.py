"""Who may ask what of the interface, and have and end which tokens."""

import re

import pytest
from django.urls import reverse

from ourplace_web.api.interface import interface
from ourplace_web.api.predicates import visible_tokens
from ourplace_web.api.tokens import make_token
from ourplace_web.api.urls import urlpatterns

URLS = [one for one in urlpatterns if getattr(one, "name", None)]
FOR_ALL = dict.fromkeys(("alice", "bob", "carol", "charlie", "visitor"), 200)
MEMBERS = {"alice": 200, "bob": 200, "carol": 200, "charlie": 404, "visitor": "sign in"}
ACCESS = {
    "api_description": FOR_ALL,
    "api_nothing_there": dict.fromkeys(FOR_ALL, 404),
    "tokens": MEMBERS,
    "make_token": MEMBERS,
    "end_token": MEMBERS | {"bob": 404, "carol": 404},
}
# What each of the cast's programs is answered; a visitor's has no token, Charlie's is for another network.
ASKED = {"alice": 200, "bob": 200, "carol": 200, "charlie": 404, "visitor": 401}
ENDPOINTS = {
    ("get", "/networks"): ASKED | {"charlie": 200},
    ("get", "/networks/{network}/organisations"): ASKED,
    ("get", "/networks/{network}/studies"): ASKED,
    ("get", "/networks/{network}/studies/{study}"): ASKED,
    ("get", "/places"): ASKED | {"charlie": 200},
    ("get", "/networks/{network}/studies/{study}/headline"): ASKED,
    ("get", "/networks/{network}/studies/{study}/indicators"): ASKED,
    ("get", "/networks/{network}/studies/{study}/indicators/{indicator}"): ASKED,
    ("get", "/networks/{network}/studies/{study}/suppliers"): ASKED,
    ("get", "/networks/{network}/studies/{study}/suppliers/{supplier_id}/candidates"): ASKED,
    ("get", "/networks/{network}/studies/{study}/judgements"): ASKED,
    ("post", "/networks/{network}/studies/{study}/judgements"): ASKED | {"alice": 201, "bob": 201, "carol": 403},
}
NAMED = {"network": "preston", "study": "preston-2024-25", "indicator": "top_suppliers", "supplier_id": "s-alarms"}
STUDY = "/api/v1/networks/preston/studies/preston-2024-25"


def operations():
    """Every operation that the interface describes."""
    paths = interface.get_openapi_schema()["paths"]
    return {(method, path.removeprefix("/api/v1")) for path, methods in paths.items() for method in methods}


def test_each_page_answers_each_of_the_cast_as_their_role_allows(page, who, cast, browser, outcome) -> None:
    token, _text = make_token(cast.alice, cast.network, "hers")
    arguments = {"api_description": [], "api_nothing_there": ["nothing"], "end_token": ["preston", token.pk]}

    assert outcome(browser(who).get(reverse(page, args=arguments.get(page, ["preston"])))) == ACCESS[page][who]


def test_every_operation_says_who_may_ask_it() -> None:
    assert set(ENDPOINTS) == operations()


@pytest.mark.parametrize("asked", ENDPOINTS, ids=" ".join)
def test_each_operation_answers_each_of_the_cast_as_their_role_allows(asked, study, program) -> None:
    method, path = asked
    address = f"/api/v1{path.format(**NAMED)}{'?q=Preston' if path == '/places' else ''}"
    candidates = program("alice").get(f"{STUDY}/suppliers/s-alarms/candidates").json()
    outcomes = {}
    for who in ENDPOINTS[asked]:
        client = program(who)
        if method == "post":
            state = client.get(f"{STUDY}/suppliers/s-alarms/candidates").json().get("state", candidates["state"])
            body = {"supplier_id": "s-alarms", "state": state, "answer": "same as 1"}
            outcomes[who] = client.post(address, body, content_type="application/json").status_code
        else:
            outcomes[who] = client.get(address).status_code

    assert outcomes == ENDPOINTS[asked]


@pytest.mark.parametrize(
    ("who", "own", "other"), [("alice", True, True), ("bob", True, False), ("carol", True, False)]
)
@pytest.mark.parametrize(
    "path", ["suppliers", "indicators/top_suppliers", "indicators/suppliers_to_review", "judgements"]
)
def test_individuals_are_named_to_those_who_may_see_the_payments_to_them(
    path, who, own, other, study, program
) -> None:
    alice = program("alice")
    for supplier_id in ("s-person", "s-hidden"):
        state = alice.get(f"{STUDY}/suppliers/{supplier_id}/candidates").json()["state"]
        body = {"supplier_id": supplier_id, "state": state, "answer": "same as 1"}
        alice.post(f"{STUDY}/judgements", body, content_type="application/json")

    text = program(who).get(f"{STUDY}/{path}").content.decode().lower()

    assert ("john elmtree" in text, "mary oaktree" in text) == (own, other)


@pytest.mark.parametrize(("who", "status"), [("alice", 200), ("bob", 404), ("carol", 404)])
def test_candidates_of_an_individual_are_for_those_who_may_see_the_payments(who, status, study, program) -> None:
    assert program(who).get(f"{STUDY}/suppliers/s-hidden/candidates").status_code == status


def test_names_as_typed_are_for_those_who_may_see_the_payments(study, program) -> None:
    def typed(who):
        items = program(who).get(f"{STUDY}/suppliers").json()["items"]
        return {one["supplier_id"]: one["payee_names"] for one in items}

    assert typed("alice")["s-college"] == ["FERNMOOR BOOKS"]
    assert (typed("carol")["s-college"], typed("carol")["s-alarms"]) == ([], ["BARNMOOR ALARMS"])
    assert "s-hidden" not in typed("carol")


def test_an_editor_cannot_judge_what_their_anchor_does_not_pay(study, program) -> None:
    client = program("bob")
    state = client.get(f"{STUDY}/suppliers/s-college/candidates").json()["state"]
    body = {"supplier_id": "s-college", "state": state, "answer": "same as 1"}

    answer = client.post(f"{STUDY}/judgements", body, content_type="application/json")

    assert (answer.status_code, answer.json()["error"]["what"]) == (403, "The judgement was not kept")


def test_analysts_see_and_end_all_tokens_and_others_their_own(cast, browser) -> None:
    hers, _text = make_token(cast.alice, cast.network, "hers")
    his, _text = make_token(cast.bob, cast.network, "his")
    elsewhere, _text = make_token(cast.charlie, cast.other_network, "elsewhere")

    people = {"alice": cast.alice, "bob": cast.bob, "carol": cast.carol, "charlie": cast.charlie, "visitor": None}
    seen = {who: {str(one) for one in visible_tokens(person, cast.network)} for who, person in people.items()}
    assert seen == {"alice": {"hers", "his"}, "bob": {"his"}, "carol": set(), "charlie": set(), "visitor": set()}
    statuses = [
        browser(who).post(reverse("end_token", args=["preston", token.pk])).status_code
        for who, token in (("bob", hers), ("charlie", his), ("alice", elsewhere), ("bob", his), ("alice", hers))
    ]
    assert statuses == [404, 404, 404, 302, 302]


@pytest.mark.parametrize("count", [1, 3])
def test_tokens_take_as_many_queries_for_three_as_for_one(count, cast, browser, django_assert_num_queries) -> None:
    for number in range(count):
        make_token(cast.bob, cast.network, str(number))
    client = browser("alice")

    with django_assert_num_queries(8):
        client.get(reverse("tokens", args=["preston"]))


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"), [("studies", 5), ("studies/preston-2024-25/judgements", 9), ("organisations", 5)]
)
def test_lists_take_as_many_queries_for_three_as_for_one(
    path, queries, count, study, program, django_assert_num_queries
) -> None:
    alice = program("alice")
    for supplier_id in ("s-alarms", "s-person", "s-college")[:count]:
        state = alice.get(f"{STUDY}/suppliers/{supplier_id}/candidates").json()["state"]
        body = {"supplier_id": supplier_id, "state": state, "answer": "unsure"}
        alice.post(f"{STUDY}/judgements", body, content_type="application/json")
    for number in range(count - 1):
        study.pk, study.public_id, study.slug = None, type(study)().public_id, f"copy-{number}"
        study.save()

    with django_assert_num_queries(queries):
        alice.get(f"/api/v1/networks/preston/{path}")


def test_the_description_needs_no_token_and_no_other_server(client) -> None:
    page = client.get("/api/").content.decode()

    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "OurPlace"
    assert re.findall(r"(?:src|href)=[\"'](?:https?:)?//", page) == []
    assert re.findall(r"<script", page) == []
    assert {path for _method, path in ENDPOINTS} <= set(re.findall(r"<code>/api/v1(/[^<]+)</code>", page))
