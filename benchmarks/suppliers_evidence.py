"""What each kind of evidence beside the name adds: the same invented payees matched by their names, and with more said of them.

python benchmarks/suppliers_evidence.py [--companies 1000000] [--payees 20000]
"""

import argparse
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from invented_register import invented_payees, invented_register
from measuring import WORK, print_table
from ourplace.suppliers import RegisterIndex, RegisterSource, build_index, match_batch, open_index
from ourplace.suppliers.evaluate import Answer, Evaluation, evaluate
from ourplace.suppliers.scoring import PAYEES_SCHEMA

EVIDENCE: Mapping[str, Sequence[str]] = {
    "name alone": (),
    "and the category bought": ("need_category_code",),
    "and the last payment's day": ("last_date",),
    "and a postcode": ("postcode",),
    "and a printed number": ("company_number",),
    "and all four": ("need_category_code", "last_date", "postcode", "company_number"),
}
HEADER = ("known of each payee", "precision", "recall", "F1", "nobody's linked", "calibration error")


def run(*, companies: int, payees: int) -> None:
    """Print the table: links at a probability of one half, after all evidence or some."""
    register = invented_register(WORK, companies=companies, has_evidence=True)
    asked = pq.read_table(invented_payees(WORK, register, payees=payees))
    folder = build_index([RegisterSource("companies_house", register)], WORK / f"index-{register.stem}")
    index = open_index(folder)
    rows = []
    for name, columns in EVIDENCE.items():
        found = evaluate(answers_of(asked, columns, index))
        rows.append([name, *cells(found)])
    print_table(f"{payees:,} payees against {companies:,} companies, links at one half", HEADER, rows)


def answers_of(asked: pa.Table, columns: Sequence[str], index: RegisterIndex) -> list[Answer]:
    """Return the best candidate of each payee, of whom only the name and these columns are known."""
    matches = match_batch(payees_of(asked, columns), index=index, most=1)
    best = matches.filter(pc.is_valid(matches["entity_id"])).select(["payee", "entity_id", "probability"]).to_pydict()
    said = dict(zip(best["payee"], zip(best["entity_id"], best["probability"], strict=True), strict=True))
    return [
        Answer(row["name"], row["truth"], *said.get(place, (None, 0.0))) for place, row in enumerate(asked.to_pylist())
    ]


def payees_of(asked: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Return payees as the matching takes them, with nothing in the columns that are not named."""
    known = {"payee_name": asked["name"], "business_type": pa.array(["unknown"] * len(asked))}
    known |= {column: asked[column] for column in columns}
    nothing = pa.nulls(len(asked))
    return pa.table([known.get(field.name, nothing) for field in PAYEES_SCHEMA], names=PAYEES_SCHEMA.names).cast(
        PAYEES_SCHEMA
    )


def cells(found: Evaluation) -> list[str]:
    """Return the figures of one row."""
    shares = (found.precision, found.recall, found.f1, found.false_link_share, found.calibration_error)
    return [f"{share:.3f}" for share in shares]


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--companies", type=int, default=1_000_000, help="size of the register")
    parser.add_argument("--payees", type=int, default=20_000, help="names to be found in it")
    arguments = parser.parse_args()
    run(companies=arguments.companies, payees=arguments.payees)


if __name__ == "__main__":
    main()
