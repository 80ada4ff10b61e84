"""Payees made into suppliers: the same organisation under several names, in several anchors, without chains of likeness.

Two payees are put together because they are the same organisation in a register, because their names are the same, or
because their numbers, or postcodes and names, agree. Likeness is never passed on: a payee joins a group only where its
name goes with every name in it that no register vouches for.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.fuzz import ratio

from ourplace.suppliers.records import CleanName

CLOSE_NAMES = 90.0


@dataclass(frozen=True)
class Member:
    """One payee: its cleaned name, its distinctive words, and what else could tell it from another.

    `organisation` is the one that a register confidently says it is (see `EntityFacts.organisation`).
    """

    payee_id: int
    name: CleanName
    distinctive: frozenset[str]
    organisation: str | None = None
    number: str | None = None
    postcode: str | None = None


@dataclass
class Cluster:
    """Payees taken as one supplier, with what they hold together."""

    members: list[Member]
    organisations: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)


def cluster_payees(members: Sequence[Member]) -> list[tuple[Member, ...]]:
    """Return the groups of payees that are one supplier each; every payee is in exactly one.

    The strongest evidence joins first: the same organisation, the same name, the same number with a name that goes with
    it, the same name without a legal form, then close names at one postcode. Two organisations, or two printed
    numbers, are never in one group. The result does not depend on the order of `members`.
    """
    clusters = {
        member.payee_id: Cluster([member], _known(member.organisation), _known(member.number))
        for member in sorted(members, key=lambda member: (member.name.full, member.payee_id))
    }
    join = _Joiner(clusters)
    join.by(lambda member: member.organisation, _always)
    join.by(lambda member: member.name.full or member.name.text, _always)
    join.by(lambda member: member.number, names_go_together)
    join.by(_name_without_form, _forms_agree)
    join.by(lambda member: member.postcode, names_are_close)
    return sorted(
        (tuple(cluster.members) for cluster in join.distinct()), key=lambda group: min(one.payee_id for one in group)
    )


def names_go_together(one: Member, other: Member) -> bool:
    """Return whether two names could be one supplier's: the same letters, or a distinctive word in both."""
    return one.name.squashed == other.name.squashed or bool(one.distinctive & other.distinctive)


def names_are_close(one: Member, other: Member) -> bool:
    """Return whether two names share a distinctive word and nearly all their letters."""
    return bool(one.distinctive & other.distinctive) and ratio(one.name.squashed, other.name.squashed) >= CLOSE_NAMES


def _known(value: str | None) -> set[str]:
    return {value} if value else set()


def _always(one: Member, other: Member) -> bool:
    del one, other
    return True


def _name_without_form(member: Member) -> str | None:
    return member.name.squashed if member.distinctive else None


def _forms_agree(one: Member, other: Member) -> bool:
    forms = {one.name.legal_form, other.name.legal_form} - {""}
    return one.name.squashed == other.name.squashed and len(forms) <= 1


class _Joiner:
    """Joins clusters that share a key, where nothing speaks against it."""

    def __init__(self, clusters: dict[int, Cluster]) -> None:
        self._clusters = clusters

    def by(self, key: Callable[[Member], Hashable | None], agree: Callable[[Member, Member], bool]) -> None:
        """Join the clusters whose members share a key that is not null, as far as `agree` holds throughout."""
        groups: dict[Hashable, list[Member]] = defaultdict(list)
        for cluster in self.distinct():
            for member in cluster.members:
                value = key(member)
                if value is not None:
                    groups[value].append(member)
        for group in groups.values():
            if len(group) > 1:
                self._join_group(group, agree)

    def distinct(self) -> Iterable[Cluster]:
        """Return each cluster once."""
        return list({id(cluster): cluster for cluster in self._clusters.values()}.values())

    def _join_group(self, group: Sequence[Member], agree: Callable[[Member, Member], bool]) -> None:
        """Join each cluster of the group to the first earlier one that it goes with."""
        kept: list[Cluster] = []
        for cluster in {id(found): found for found in (self._clusters[one.payee_id] for one in group)}.values():
            host = next((other for other in kept if _may_join(other, cluster, agree)), None)
            if host is None:
                kept.append(cluster)
            else:
                self._merge(host, cluster)

    def _merge(self, host: Cluster, guest: Cluster) -> None:
        host.members.extend(guest.members)
        host.organisations |= guest.organisations
        host.numbers |= guest.numbers
        for member in guest.members:
            self._clusters[member.payee_id] = host


def _may_join(one: Cluster, other: Cluster, agree: Callable[[Member, Member], bool]) -> bool:
    if len(one.organisations | other.organisations) > 1:
        return False
    share_organisation = bool(one.organisations & other.organisations)
    if not share_organisation and one.numbers and other.numbers and not one.numbers & other.numbers:
        return False
    if share_organisation or agree is _always:
        return True
    return all(agree(ours, theirs) for ours in _by_name(one) for theirs in _by_name(other))


def _by_name(cluster: Cluster) -> Iterable[Member]:
    return {member.name.full: member for member in cluster.members}.values()
