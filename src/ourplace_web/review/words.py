"""Judgements in words, for pages and messages."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ourplace.suppliers import Judgement


def said(
    judgement: Judgement, *, names: Mapping[str, str] | None = None, rings: Mapping[str, str] | None = None
) -> str:
    """Return what a judgement says of its supplier; `names` are those of organisations by id, `rings` those of rings."""
    entity_id = judgement.entity_id or ""
    known = (names or {}).get(entity_id)
    words = {
        "who": f"{known} ({entity_id})" if known else entity_id,
        "postcode": judgement.postcode or "",
        "ring": (rings or {}).get(judgement.ring_id or "", judgement.ring_id or ""),
        "sort": (judgement.business_type or "").replace("_", " "),
        "withdrawn": judgement.withdraws or "",
    }
    sentences = {
        "same": _("It is %(who)s"),
        "different": _("It is not %(who)s"),
        "unsure": _("Cannot tell whether it is %(who)s"),
        "located_at": _("It is at %(postcode)s"),
        "local_because": _("It counts as local in %(ring)s"),
        "not_local": _("It does not count as local in %(ring)s"),
        "business_type": _("It is a %(sort)s"),
        "withdrawn": _("Undid the judgement %(withdrawn)s"),
    }
    sentence = sentences[judgement.kind] % words
    return f"{sentence}. {judgement.reason}" if judgement.reason else sentence
