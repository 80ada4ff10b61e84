"""What a whole register must look like, checked after reading: a publisher that changed something is noticed."""

from dataclasses import dataclass
from pathlib import Path

from ourplace.engine import Engine
from ourplace.registers.metadata import Register


@dataclass(frozen=True)
class Checked:
    """The assertions that held and those that did not, each as a sentence."""

    passed: tuple[str, ...]
    failed: tuple[str, ...]


def check_assertions(path: Path, register: Register, *, engine: Engine) -> Checked:
    """Return which of the register's assertions hold for the rows in a Parquet file."""
    wanted = register.assertions
    table = engine.read_parquet(path, name="register_asserted")
    filled = {
        name: (table[name].length() > 0 if name in ("sic_codes", "other_names") else table[name].notnull()).mean()
        for name in wanted.fill_rates
    }
    measured = engine.to_arrow(table.aggregate(row_count=table.count(), **filled)).to_pylist()[0]
    rows = measured["row_count"]
    sentences = [(f"at least {wanted.rows_min:,} rows (has {rows:,})", rows >= wanted.rows_min)]
    if wanted.rows_max is not None:
        sentences.append((f"at most {wanted.rows_max:,} rows (has {rows:,})", rows <= wanted.rows_max))
    for name, share in wanted.fill_rates.items():
        has = measured[name] or 0.0
        sentences.append((f"{name} filled in at least {share:.0%} of rows (is in {has:.1%})", has >= share))
    return Checked(
        tuple(sentence for sentence, holds in sentences if holds),
        tuple(sentence for sentence, holds in sentences if not holds),
    )
