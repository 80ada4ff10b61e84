"""Who may see the first pages."""

from django.urls import reverse

from ourplace_web.pages.urls import urlpatterns

URLS = urlpatterns
FOR_ALL = dict.fromkeys(("alice", "bob", "carol", "charlie", "visitor"), 200)
ACCESS = {
    "home": FOR_ALL,
    "accessibility": FOR_ALL,
    "privacy": FOR_ALL,
    "network": {"alice": 200, "bob": 200, "carol": 200, "charlie": 404, "visitor": "sign in"},
}


def test_each_page_answers_each_of_the_cast_as_it_should(page, who, cast, browser, outcome) -> None:
    address = reverse(page, args=["preston"] if page == "network" else [])

    assert outcome(browser(who).get(address)) == ACCESS[page][who]
