"""Who may do what with a study. An anchor's payments in it are for `networks.predicates.may_see_payments_of` to say."""

from ourplace_web.accounts.models import Person
from ourplace_web.networks.predicates import is_member, is_network_analyst
from ourplace_web.studies.models import Study


def may_see_study(person: Person | None, study: Study) -> bool:
    """Return whether somebody may see a study and its pooled results: everybody in its network."""
    return is_member(person, study.network)


def may_change_study(person: Person | None, study: Study) -> bool:
    """Return whether somebody may change what a study is about, run it and publish it: its network's analysts."""
    return is_network_analyst(person, study.network)
