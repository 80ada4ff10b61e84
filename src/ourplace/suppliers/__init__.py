"""Who was paid: payees as typed made into suppliers, with candidates, probabilities, reasons and places."""

from typing import TYPE_CHECKING

from ourplace.loading import exported_on_demand
from ourplace.suppliers.building import RegisterSource, build_index, index_version, write_index
from ourplace.suppliers.business_type import BusinessType, type_from_name
from ourplace.suppliers.calibrate import MatchModel, committed_model
from ourplace.suppliers.decide import Candidate, Decision, decide_batch, match_batch
from ourplace.suppliers.evaluate import Answer, Evaluation, evaluate
from ourplace.suppliers.index import RegisterIndex, open_index
from ourplace.suppliers.judgements import (
    Judgement,
    Judgements,
    append_judgements,
    judge,
    judgement_lines,
    read_judgements,
)
from ourplace.suppliers.modes import PlacementMode
from ourplace.suppliers.people import is_person_shaped, names_a_person
from ourplace.suppliers.processes import decide_many, match_many
from ourplace.suppliers.readings import Reading, readings
from ourplace.suppliers.review_import import JudgedRow, RefusedRow, ReviewImport, judge_row, read_review_sheet
from ourplace.suppliers.standing import Standing, not_withdrawn, standing_by_supplier

# These work on a database's tables, which takes longer to load than a short list of names takes to be found.
if TYPE_CHECKING:
    from ourplace.suppliers.placement import Placement, place_suppliers
    from ourplace.suppliers.resolving import ResolvedSuppliers, by_belief, resolve_suppliers
    from ourplace.suppliers.review import ReviewState, review_state, write_review_sheet
else:
    __getattr__ = exported_on_demand(
        __name__,
        {
            "placement": ["Placement", "place_suppliers"],
            "resolving": ["ResolvedSuppliers", "by_belief", "resolve_suppliers"],
            "review": ["ReviewState", "review_state", "write_review_sheet"],
        },
    )

__all__ = [
    "Answer",
    "BusinessType",
    "Candidate",
    "Decision",
    "Evaluation",
    "JudgedRow",
    "Judgement",
    "Judgements",
    "MatchModel",
    "Placement",
    "PlacementMode",
    "Reading",
    "RefusedRow",
    "RegisterIndex",
    "RegisterSource",
    "ResolvedSuppliers",
    "ReviewImport",
    "ReviewState",
    "Standing",
    "append_judgements",
    "build_index",
    "by_belief",
    "committed_model",
    "decide_batch",
    "decide_many",
    "evaluate",
    "index_version",
    "is_person_shaped",
    "judge",
    "judge_row",
    "judgement_lines",
    "match_batch",
    "match_many",
    "names_a_person",
    "not_withdrawn",
    "open_index",
    "place_suppliers",
    "read_judgements",
    "read_review_sheet",
    "readings",
    "resolve_suppliers",
    "review_state",
    "standing_by_supplier",
    "type_from_name",
    "write_index",
    "write_review_sheet",
]
