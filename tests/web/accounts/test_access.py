"""Who may see each page about an account: a visitor signs in or asks for a reset; the rest is one's own."""

from django.urls import reverse

from ourplace_web.accounts.models import Person
from ourplace_web.accounts.urls import urlpatterns

URLS = urlpatterns
SIGNED_IN = ("alice", "bob", "carol", "charlie")
OWN = dict.fromkeys(SIGNED_IN, 200) | {"visitor": "sign in"}
AFTER_PASSWORD = dict.fromkeys(SIGNED_IN, 302) | {"visitor": "sign in"}
FOR_VISITORS = dict.fromkeys(SIGNED_IN, 302) | {"visitor": 200}
FOR_ALL = dict.fromkeys((*SIGNED_IN, "visitor"), 200)
NOWHERE = dict.fromkeys((*SIGNED_IN, "visitor"), 404)
ACCESS = {
    "your_account": OWN,
    "your_name": OWN,
    "account_login": FOR_VISITORS,
    "account_signup": FOR_VISITORS,
    "account_inactive": FOR_ALL,
    "account_logout": dict.fromkeys(SIGNED_IN, 200) | {"visitor": 302},
    "account_email": OWN,
    "account_confirm_email": FOR_ALL,
    "account_email_verification_sent": FOR_ALL,
    "account_change_password": OWN,
    "account_set_password": dict.fromkeys(SIGNED_IN, 302) | {"visitor": "sign in"},
    "account_reset_password": FOR_ALL,
    "account_reset_password_done": FOR_ALL,
    "account_reset_password_from_key": FOR_ALL,
    "account_reset_password_from_key_done": FOR_ALL,
    "account_reauthenticate": OWN,
    "mfa_index": OWN,
    "mfa_authenticate": dict.fromkeys(SIGNED_IN, 302) | {"visitor": "sign in"},
    "mfa_reauthenticate": AFTER_PASSWORD,
    "mfa_activate_totp": AFTER_PASSWORD,
    "mfa_deactivate_totp": NOWHERE | {"visitor": "sign in"},
    "mfa_view_recovery_codes": NOWHERE | {"visitor": "sign in"},
    "mfa_generate_recovery_codes": AFTER_PASSWORD,
    "mfa_download_recovery_codes": NOWHERE | {"visitor": "sign in"},
    "usersessions_list": OWN,
}
# Codes by e-mail stand in for nobody's password here; allauth keeps the addresses, and refuses.
REFUSED = dict.fromkeys(SIGNED_IN, 403) | {"visitor": "sign in"}
ACCESS |= {
    "account_confirm_login_code": dict.fromkeys(SIGNED_IN, 302) | {"visitor": "sign in"},
    "account_request_reauthentication_code": REFUSED,
    "account_confirm_reauthentication_code": REFUSED,
}
ARGUMENTS = {"account_confirm_email": ["nonsense"], "account_reset_password_from_key": ["1", "nonsense"]}


def test_each_page_answers_each_of_the_cast_as_it_should(page, who, browser, outcome) -> None:
    address = reverse(page, args=ARGUMENTS.get(page, []))

    assert outcome(browser(who).get(address)) == ACCESS[page][who]


def test_nobody_signs_up_by_themselves(client, cast) -> None:
    fields = {"email": "dora@preston.example", "password1": "three random words"}

    answer = client.post(reverse("account_signup"), fields)

    assert "You join by invitation" in answer.content.decode()
    assert not Person.objects.filter(email="dora@preston.example").exists()
