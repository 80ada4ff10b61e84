"""Train the match model again from labelled payees, and write it with its measured precision, recall and calibration.

    python benchmarks/train_match_model.py DATA_FOLDER [--write]

`DATA_FOLDER` holds `identity/bolton-oldham-2019-silver.csv` and `registers/`. The labels are machine-made (a rule ladder;
about 95 % right). The register that the payees are looked up in is put together from the labelled companies and, as
distractors, the companies of South Yorkshire and those paid by Lancashire bodies. Nothing of it is written but weights,
figures and a hash of the labels. Each labelled company is also taken out of the register once, at less weight, so that
the model learns what a name looks like whose company is not there.
"""

import csv
import datetime as dt
import gzip
import hashlib
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from ourplace.suppliers.building import RegisterSource, build_index
from ourplace.suppliers.business_type import type_from_clean
from ourplace.suppliers.calibrate import MatchModel, write_model
from ourplace.suppliers.compare import FEATURES
from ourplace.suppliers.evaluate import Answer, evaluate, summary, worst_errors
from ourplace.suppliers.index import RegisterIndex, open_index
from ourplace.suppliers.people import is_person_shaped
from ourplace.suppliers.readings import readings
from ourplace.suppliers.records import clean_names
from ourplace.suppliers.rules import FOLDER
from ourplace.suppliers.scoring import PAYEES_SCHEMA, compare_payees
from ourplace.suppliers.training import FOLDS, Choice, fit, fold_of, probabilities, start_model

LABELS = "identity/bolton-oldham-2019-silver.csv"
LABELS_YEAR = 2019
ABSENT_WEIGHT = 0.25
ROUNDS = 3
OTHER_NAME = pa.list_(pa.struct([("name", pa.string()), ("kind", pa.string())]))
ENTITY = pa.schema(
    [
        ("entity_id", pa.string()),
        ("register_id", pa.string()),
        ("entity_name", pa.string()),
        ("other_names", OTHER_NAME),
        ("legal_form", pa.string()),
        ("status", pa.string()),
        ("incorporated_date", pa.date32()),
        ("dissolved_date", pa.date32()),
        ("sic_codes", pa.list_(pa.string())),
        ("company_number", pa.string()),
        ("charity_number", pa.string()),
        ("postcode", pa.string()),
        ("location_kind", pa.string()),
        ("size", pa.string()),
        ("as_at", pa.date32()),
    ]
)


def read_labels(folder: Path) -> list[dict[str, str]]:
    """Return the labelled payees, each name once, individuals and redactions left out."""
    with (folder / LABELS).open(encoding="utf-8-sig", newline="") as file:
        rows = {row["beneficiary_name"]: row for row in csv.DictReader(file)}
    return [
        row
        for name, row in sorted(rows.items())
        if "redacted" not in name.lower() and "personal" not in name.lower() and not is_person_shaped(name)
    ]


def read_corrections() -> dict[str, str]:
    """Return the entity that somebody who looked at a name by hand took it for, where the labels know nobody; by the name's SHA-256."""
    with (Path(__file__).parent / "label_corrections.csv").open(encoding="utf-8", newline="") as file:
        return {row["name_sha256"]: row["entity_id"] for row in csv.DictReader(file)}


def corrected(row: dict[str, str], corrections: dict[str, str]) -> str | None:
    """Return the entity that a label names, or that somebody found by hand where it names none."""
    return truth_of(row) or corrections.get(hashlib.sha256(row["beneficiary_name"].encode()).hexdigest())


def truth_of(row: dict[str, str]) -> str | None:
    """Return the entity that a label names: a company, else another register's number, else the body's own name."""
    if row["company_number"]:
        return f"GB-COH-{row['company_number']}"
    if row["charity_number"]:
        return f"OTHER-{row['charity_number']}"
    return f"OTHER-{row['company_name']}" if row["company_name"] else None


def entities(folder: Path, labels: Sequence[dict[str, str]]) -> pa.Table:
    """Return the register that the payees are looked up in, one row an organisation."""
    found: dict[str, dict[str, object]] = {}
    for row in distractors(folder):
        found[str(row["entity_id"])] = row
    for row in labels:
        entity_id = truth_of(row)
        if entity_id and entity_id not in found:
            found[entity_id] = entity(entity_id, row["company_name"], company_number=row["company_number"] or None)
    return pa.Table.from_pylist(list(found.values()), schema=ENTITY)


def distractors(folder: Path) -> Iterator[dict[str, object]]:
    """Yield companies that are near in kind but mostly not the payees."""
    with gzip.open(
        folder / "registers/companies-house-south-yorkshire-2024-11.csv.gz", "rt", encoding="utf-8"
    ) as file:
        for row in csv.DictReader(file):
            day = row["IncorporationDate"]
            begun = dt.datetime.strptime(day, "%d/%m/%Y").replace(tzinfo=dt.UTC).date() if day else None
            yield entity(
                f"GB-COH-{row['CompanyNumber']}",
                row["CompanyName"],
                incorporated_date=begun,
                company_number=row["CompanyNumber"],
            )
    with (folder / "registers/companies-house-lancashire-suppliers.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield entity(f"GB-COH-{row['company_number']}", row["legal_name"], company_number=row["company_number"])


def entity(entity_id: str, name: str, **known: object) -> dict[str, object]:
    """Return one organisation as a register row."""
    said = (
        type_from_clean(clean_names([name])[name]).business_type
        if entity_id.startswith("OTHER")
        else "private_company"
    )
    return {
        "entity_id": entity_id,
        "register_id": "training",
        "entity_name": name,
        "legal_form": said,
        "status": "active",
        "sic_codes": [],
        "other_names": [],
        "location_kind": "registered_office",
        **known,
    }


def vectors(names: Sequence[str], index: RegisterIndex) -> list[dict[str, np.ndarray]]:
    """Return, for each payee, the feature scores of every pair of each organisation, one row a pair."""
    cleaned = clean_names(names)
    nothing = [None] * len(names)
    payees = pa.table(
        [
            list(names),
            nothing,
            nothing,
            nothing,
            [dt.date(LABELS_YEAR, 1, 1)] * len(names),
            [dt.date(LABELS_YEAR, 12, 31)] * len(names),
            nothing,
            [type_from_clean(cleaned[name]).business_type for name in names],
        ],
        schema=PAYEES_SCHEMA,
    )
    found = compare_payees(payees, index=index)
    rows: list[dict[str, list[np.ndarray]]] = [defaultdict(list) for _ in names]
    ids = index.entity_ids(found.entity)
    for payee, entity_id, scores in zip(found.payee.tolist(), ids, found.matrix(), strict=True):
        rows[payee][entity_id].append(scores)
    return [{entity_id: np.array(scores) for entity_id, scores in one.items()} for one in rows]


def choices(
    names: Sequence[str], truths: Sequence[str | None], found: Sequence[dict[str, np.ndarray]], model: MatchModel
) -> list[Choice]:
    """Return the labelled choices, each organisation by its best pair under `model`, with and without the true one."""
    weights = np.array(list(model.weights.values()))
    made: list[Choice] = []
    for name, truth, candidates in zip(names, truths, found, strict=True):
        best = {entity_id: scores[np.argmax(scores @ weights)] for entity_id, scores in candidates.items()}
        made.append(_choice(name, truth, best, 1.0))
        if truth in best and len(best) > 1:
            made.append(_choice(name, None, {key: row for key, row in best.items() if key != truth}, ABSENT_WEIGHT))
    return made


def _choice(name: str, truth: str | None, best: dict[str, np.ndarray], weight: float) -> Choice:
    ids = sorted(best)
    scores = np.array([best[entity_id] for entity_id in ids]).reshape(len(ids), len(FEATURES))
    return Choice(name, scores, ids.index(truth) if truth in best else -1, weight)


def trained(names: Sequence[str], truths: Sequence[str | None], found: Sequence[dict[str, np.ndarray]]) -> MatchModel:
    """Return the model after a few rounds: the best pair depends on the weights, the weights on the best pairs."""
    model = start_model()
    for _ in range(ROUNDS):
        model = fit([choice for choice in choices(names, truths, found, model) if len(choice.scores)])
    return model


def answers(
    rows: Sequence[dict[str, str]],
    found: Sequence[dict[str, np.ndarray]],
    model: MatchModel,
    *,
    without_truth: bool = False,
) -> list[Answer]:
    """Return what the model says of each payee, with or without its true company in the register."""
    weights = np.array(list(model.weights.values()))
    made = []
    for row, all_candidates in zip(rows, found, strict=True):
        truth = truth_of(row)
        candidates = {key: scores for key, scores in all_candidates.items() if not (without_truth and key == truth)}
        ids = sorted(candidates)
        scores = np.array([candidates[key][np.argmax(candidates[key] @ weights)] for key in ids]).reshape(
            len(ids), len(weights)
        )
        shares = probabilities(Choice("", scores, -1), model)
        top = int(np.argmax(shares)) if ids else -1
        made.append(
            Answer(
                row["beneficiary_name"],
                None if without_truth else truth,
                ids[top] if ids else None,
                float(shares[top]) if ids else 0.0,
                float(row["amount"]),
            )
        )
    return made


def exact_answers(rows: Sequence[dict[str, str]], register: pa.Table) -> list[Answer]:
    """Return what several-key exact matching says: the bar to be passed. A key that several bear links nothing."""
    by_key: dict[str, set[str]] = defaultdict(set)
    cleaned = clean_names(register["entity_name"].to_pylist())
    for entity_id, name in zip(register["entity_id"].to_pylist(), register["entity_name"].to_pylist(), strict=True):
        clean = cleaned[name]
        for key in (clean.full, clean.core, clean.squashed, clean.sorted_words):
            by_key[key].add(entity_id)
    made = []
    for row in rows:
        texts = [reading.text for reading in readings(row["beneficiary_name"])]
        ours = clean_names(texts)
        keys = [
            key
            for text in texts
            for key in (ours[text].full, ours[text].core, ours[text].squashed, ours[text].sorted_words)
        ]
        hit = next((min(by_key[key]) for key in keys if key and len(by_key.get(key, ())) == 1), None)
        made.append(Answer(row["beneficiary_name"], truth_of(row), hit, 1.0 if hit else 0.0, float(row["amount"])))
    return made


def main() -> None:
    """Train, cross-validate, print the figures, and write the model where asked to."""
    folder = Path(sys.argv[1])
    rows = read_labels(folder)
    corrections = read_corrections()
    names, truths = [row["beneficiary_name"] for row in rows], [corrected(row, corrections) for row in rows]
    register = entities(folder, rows)
    with tempfile.TemporaryDirectory() as temporary:
        index = open_index(build_index([RegisterSource("training", register)], Path(temporary) / "index"))
        found = vectors(names, index)
    cleaned = clean_names(names)
    folds = np.array([fold_of(cleaned[name].sorted_words) for name in names])
    truth_by_name = dict(zip(names, truths, strict=True))
    held_out: list[Answer] = []
    absent: list[Answer] = []
    for fold in range(FOLDS):
        kept, tested = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        model = trained([names[i] for i in kept], [truths[i] for i in kept], [found[i] for i in kept])
        held_out += answers([rows[i] for i in tested], [found[i] for i in tested], model)
        absent += answers([rows[i] for i in tested], [found[i] for i in tested], model, without_truth=True)
    exact = exact_answers(rows, register)
    print("LABELS AS THEY ARE")
    figures = report(held_out, absent, exact)
    print("LABELS CORRECTED BY HAND")
    held_out, exact = ([replace(one, truth=truth_by_name[one.name]) for one in made] for made in (held_out, exact))
    corrected_figures = report(held_out, absent, exact)
    model = trained(names, truths, found)
    for name, weight in model.weights.items():
        print(f"{name:26} {weight:8.3f}")
    print("intercept", round(model.intercept, 3))
    about = {
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "method": "conditional logit over the candidates and 'none of them', penalised; 5-fold cross-validation by cleaned name",
        "labels": "payee names of two councils, 2019, linked to companies and other bodies by a rule ladder (machine-made, about 95 % right)",
        "labels_sha256": hashlib.sha256((folder / LABELS).read_bytes()).hexdigest(),
        "label_count": len(rows),
        "label_corrections": "names that the ladder knows as nobody, and that one reader took for the company found, by name alone",
        "label_correction_count": len(corrections),
        "register_name_count": index.name_count,
        "measured": figures,
        "measured_with_labels_corrected": corrected_figures,
        "calibration_with_labels_corrected": [
            {
                "said": round(row.mean_probability, 4),
                "right": round(row.share_right, 4),
                "payee_count": row.count,
            }
            for row in evaluate(held_out).calibration
        ],
    }
    if "--write" in sys.argv:
        (Path(str(FOLDER)) / "match_model.json").write_text(write_model(replace(model, about=about)), encoding="utf-8")
        print(f"written to {FOLDER}")


def report(held_out: list[Answer], absent: list[Answer], exact: list[Answer]) -> dict[str, object]:
    """Print the figures and return those to be committed."""
    figures: dict[str, object] = {}
    for title, made, threshold in (
        ("several-key exact matching", exact, 0.5),
        ("cross-validated at 0.5", held_out, 0.5),
        ("cross-validated at 0.6", held_out, 0.6),
        ("cross-validated at 0.9", held_out, 0.9),
        ("true company taken out, at 0.9", absent, 0.9),
    ):
        figures[title] = dict(summary(evaluate(made, threshold=threshold)))
        print(title, figures[title])
    for row in evaluate(held_out).calibration:
        print(
            f"{row.low:.1f}-{row.high:.1f} {row.count:6} said {row.mean_probability:.3f} right {row.share_right:.3f}"
        )
    if "--errors" in sys.argv:
        print("WRONG")
        for answer in worst_errors(held_out, count=60):
            print(f"  {answer.probability:.2f} {answer.name!r} -> {answer.chosen} not {answer.truth}")
    return figures


if __name__ == "__main__":
    main()
