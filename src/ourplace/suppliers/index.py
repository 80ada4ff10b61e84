"""A register made ready to be searched: every name cleaned once, its keys and words stored as numbers."""

from dataclasses import dataclass
from uuid import uuid4

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.progress import Progress, silent
from ourplace.suppliers.normalise import clean

NAMES_AT_A_TIME = 250_000


@dataclass(frozen=True)
class RegisterIndex:
    """The tables, in one engine, that candidates are looked up in.

    `names`: name_id, entity_id, name, name_kind (main, previous, trading, alias). `keys`: name_id and the hashes of its
    squashed name, sorted words and each word. `postings`: word_hash, name_id. `word_counts`: word_hash, name_count.
    """

    names: str
    keys: str
    postings: str
    word_counts: str
    name_count: int


def index_register(engine: Engine, entities: Table, *, progress: Progress = silent) -> RegisterIndex:
    """Return an index over every name, current and former, of the entities; several registers may be in the table.

    Memory stays bounded: names are cleaned a quarter of a million at a time.
    """
    prefix = f"register_{uuid4().hex[:12]}"
    index = RegisterIndex(f"{prefix}_names", f"{prefix}_keys", f"{prefix}_postings", f"{prefix}_word_counts", 0)
    _list_names(engine, entities, index)
    total: int = engine.sql(f"SELECT count(*) AS n FROM {index.names}")["n"][0].as_py()
    engine.run(
        f"CREATE TABLE {index.keys} (name_id BIGINT, squashed UBIGINT, sorted_words UBIGINT, words UBIGINT[], letters INTEGER)"
    )
    engine.run(f"CREATE TABLE {index.postings} (word_hash UBIGINT, name_id BIGINT)")
    for start in range(0, total, NAMES_AT_A_TIME):
        progress("Indexing the registers", start, total)
        _add_names(engine, index, start)
    engine.run(
        f"CREATE TABLE {index.word_counts} AS "
        f"SELECT word_hash, count(*) AS name_count FROM {index.postings} GROUP BY word_hash"
    )
    progress("Indexing the registers", total, total)
    return RegisterIndex(index.names, index.keys, index.postings, index.word_counts, total)


def drop_index(engine: Engine, index: RegisterIndex) -> None:
    """Free what the index holds."""
    for table in (index.names, index.keys, index.postings, index.word_counts):
        engine.run(f"DROP TABLE IF EXISTS {table}")


def _list_names(engine: Engine, entities: Table, index: RegisterIndex) -> None:
    query = ibis.to_sql(entities.select("entity_id", "entity_name", "other_names"), dialect="duckdb")
    engine.run(
        f"""CREATE TABLE {index.names} AS
        WITH entities AS ({query}),
        named AS (
            SELECT entity_id, entity_name AS name, 'main' AS name_kind FROM entities
            UNION ALL
            SELECT entity_id, other.name, other.kind FROM (SELECT entity_id, unnest(other_names) AS other FROM entities)
        )
        SELECT row_number() OVER (ORDER BY entity_id, name) - 1 AS name_id, entity_id, name, min(name_kind) AS name_kind
        FROM named WHERE name IS NOT NULL AND name <> '' GROUP BY entity_id, name"""
    )


def _add_names(engine: Engine, index: RegisterIndex, start: int) -> None:
    names = engine.sql(
        f"SELECT name_id, name FROM {index.names} WHERE name_id >= {start} AND name_id < {start + NAMES_AT_A_TIME}"
    )
    cleaned = clean(names["name"]).select(["squashed", "sorted_words", "words"])
    chunk = f"{index.keys}_chunk"
    engine.table(cleaned.append_column("name_id", names["name_id"].cast(pa.int64())), name=chunk)
    engine.run(
        f"INSERT INTO {index.keys} SELECT name_id, hash(squashed), hash(sorted_words), "
        f"list_transform(words, lambda word: hash(word)), length(squashed) FROM {chunk} WHERE squashed <> ''"
    )
    engine.run(
        f"INSERT INTO {index.postings} "
        f"SELECT DISTINCT word_hash, name_id FROM (SELECT unnest(words) AS word_hash, name_id FROM {index.keys} "
        f"WHERE name_id >= {start})"
    )
    engine.run(f"DROP TABLE {chunk}")
