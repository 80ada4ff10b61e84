"""Adding judgements to a study: checked against what is known now, in one transaction, with an entry in the log."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from ourplace.suppliers import Judgement, Judgements, judge
from ourplace_web.accounts.models import Person
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.review.models import KeptJudgement, row_of
from ourplace_web.studies.models import Study


def judgements_of(study: Study) -> Judgements:
    """Return every judgement of a study, in the order in which they count."""
    return Judgements(tuple(row.judgement for row in KeptJudgement.objects.filter(study=study)))


def queue_up(study: Study) -> None:
    """Wait until nobody else is adding to a study's judgements; to be called in a transaction, before they are read."""
    Study.objects.select_for_update().get(pk=study.pk)


def keep(
    person: Person | None,
    study: Study,
    judgements: Sequence[Judgement],
    *,
    supplier_ids: Mapping[str, str] | None = None,
) -> int:
    """Add judgements in the order given and return how many; `supplier_ids` says which supplier each (by id) is about."""
    about = supplier_ids or {}
    rows = [
        row_of(
            one,
            study,
            person_id=person.pk if person else None,
            supplier_id=about.get(one.judgement_id, ""),
        )
        for one in judgements
    ]
    with transaction.atomic():
        KeptJudgement.objects.bulk_create(rows)
        if rows:
            ids = [row.judgement_id for row in rows]
            network_id = study.network.public_id
            record(person, Verb.SUPPLIERS_JUDGED, study, network_id=network_id, details={"judgement_ids": ids})
    return len(rows)


@transaction.atomic
def withdraw(person: Person, kept: KeptJudgement) -> Judgement:
    """Undo a judgement by one that withdraws it, and return that; what stood before stands again."""
    undoing = judge("withdrawn", payee_names=kept.payee_names, judged_by=person.full_name, withdraws=kept.judgement_id)
    row_of(undoing, kept.study, person_id=person.pk, supplier_id=kept.supplier_id).save()
    details = {"judgement_ids": [undoing.judgement_id], "withdraws": kept.judgement_id}
    record(person, Verb.JUDGEMENT_WITHDRAWN, kept.study, network_id=kept.study.network.public_id, details=details)
    return undoing
