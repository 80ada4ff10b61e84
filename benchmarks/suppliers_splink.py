"""Splink on DuckDB with weights set by hand: `suppliers_splink.py REGISTER PAYEES ANSWERS [--as-typed]`.

The same cleaned names as OurPlace's, and the same split readings unless `--as-typed`. Pairs come from the same letters, the same words,
the rarest word (of at most 600 names) and the two rarest words together; likeness is Jaro-Winkler, the words in common and the legal form.
"""

import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from ourplace.suppliers.normalise import clean
from ourplace.suppliers.readings import readings_of

MOST_NAMES = 600
KEPT = ("full", "core", "legal_form", "words", "squashed", "sorted_words")
LIKENESS = (
    ("squashed_l = squashed_r", 0.55, 0.000001),
    ("sorted_words_l = sorted_words_r", 0.05, 0.000001),
    ("jaro_winkler_similarity(core_l, core_r) >= 0.96", 0.2, 0.00002),
    ("jaro_winkler_similarity(core_l, core_r) >= 0.9", 0.12, 0.0005),
    ("jaro_winkler_similarity(core_l, core_r) >= 0.82", 0.05, 0.01),
)
COMMON = (
    ("list_sort(words_l) = list_sort(words_r)", 0.7, 0.00001),
    ("len(list_intersect(words_l, words_r)) >= 2", 0.15, 0.001),
    ("len(list_intersect(words_l, words_r)) = 1", 0.1, 0.02),
)
FORMS = (("legal_form_l = legal_form_r", 0.85, 0.5), ("legal_form_l = '' OR legal_form_r = ''", 0.13, 0.2))


def main(register: Path, payees: Path, answers: Path, *, as_typed: bool) -> None:
    """Write the best company of each payee with Splink's probability."""
    connection = duckdb.connect(config={"memory_limit": "6GB"})
    _load_companies(connection, register)
    names = pq.read_table(payees)["name"]
    readings = readings_of(names.to_pylist())
    if as_typed:
        readings = readings.filter(pa.compute.equal(readings["reading_kind"], "as_typed"))
    cleaned = clean(readings["reading"]).append_column("payee", readings["name_index"])
    connection.register("typed", cleaned.append_column("unique_id", pa.array(range(len(cleaned)))))
    connection.execute(
        "CREATE TABLE reading AS SELECT unique_id, payee, * EXCLUDE (unique_id, payee) FROM typed"
    ).fetchall()
    _count_words(connection)
    for table in ("company", "reading"):
        _add_rarest(connection, table)
    api = DuckDBAPI(connection)
    frames = [api.register(name, dataset_display_name=name) for name in ("company_ready", "reading_ready")]
    linker = Linker(frames, settings(), log_level="ERROR")
    predicted = linker.inference.predict(threshold_match_probability=0.0001)
    connection.execute(
        f"""COPY (
            SELECT payee, max_by(entity_id, match_probability) AS entity_id, max(match_probability) AS probability
            FROM {predicted.physical_name} AS pair
            JOIN reading ON reading.unique_id = pair.unique_id_r JOIN company ON company.unique_id = pair.unique_id_l
            GROUP BY payee
        ) TO '{answers}' (FORMAT parquet)"""
    ).fetchall()


def settings() -> SettingsCreator:
    """Return what is compared and how much each level weighs."""
    return SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=0.000001,
        comparisons=[
            _comparison(levels, name)
            for levels, name in ((LIKENESS, "core"), (COMMON, "words"), (FORMS, "legal_form"))
        ],
        blocking_rules_to_generate_predictions=[
            block_on("squashed"),
            block_on("sorted_words"),
            block_on("rarest"),
            block_on("two_rarest"),
        ],
        retain_matching_columns=False,
    )


def _comparison(levels: tuple[tuple[str, float, float], ...], name: str) -> cl.CustomComparison:
    rest = max(0.001, 1 - sum(level[1] for level in levels)), 1 - sum(level[2] for level in levels)
    return cl.CustomComparison(
        comparison_levels=[
            *(cll.CustomLevel(sql).configure(m_probability=m, u_probability=u) for sql, m, u in levels),
            cll.ElseLevel().configure(m_probability=rest[0], u_probability=rest[1]),
        ],
        output_column_name=name,
    )


def _load_companies(connection: duckdb.DuckDBPyConnection, register: Path) -> None:
    start = 0
    for batch in pq.ParquetFile(register).iter_batches(250_000, columns=["entity_id", "entity_name"]):
        part = clean(batch["entity_name"]).append_column("entity_id", batch["entity_id"])
        part = part.append_column("unique_id", pa.array(range(start, start + len(part))))
        connection.register("part", part)
        verb = "INSERT INTO company" if start else "CREATE TABLE company AS"
        connection.execute(f"{verb} FROM part").fetchall()
        start += len(part)


def _count_words(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """CREATE TABLE word_count AS
        SELECT word, count(*) AS names FROM (SELECT unnest(words) AS word FROM company) GROUP BY word"""
    ).fetchall()


def _add_rarest(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    connection.execute(
        f"""CREATE TABLE {table}_ready AS
        WITH ranked AS (
            SELECT unique_id, array_agg(word ORDER BY names, word) AS rarest_first, min(names) AS names
            FROM (SELECT DISTINCT unique_id, unnest(words) AS word FROM {table}) JOIN word_count USING (word) GROUP BY unique_id
        )
        SELECT {table}.unique_id, core, legal_form, words, nullif(squashed, '') AS squashed, nullif(sorted_words, '') AS sorted_words,
            CASE WHEN names <= {MOST_NAMES} THEN rarest_first[1] END AS rarest,
            CASE WHEN len(rarest_first) > 1 THEN rarest_first[1] || ' ' || rarest_first[2] END AS two_rarest
        FROM {table} LEFT JOIN ranked USING (unique_id)"""
    ).fetchall()


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]), as_typed="--as-typed" in sys.argv)
