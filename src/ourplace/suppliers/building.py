"""Making the index of one or several registers, so that it is either whole or not there.

The rows are read twice, at the same time: once to number the organisations, once to prepare batches of rows
(`register_rows`), which are then written in their order (`index_columns`). What needs all of them is written at the end
(`index_writing`).
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from ourplace.parameters import parameter_value
from ourplace.progress import Progress, silent
from ourplace.suppliers.arrays import Hashes, Ints
from ourplace.suppliers.hashing import hash_texts, number_distinct
from ourplace.suppliers.index_columns import IndexColumns, TextWriters
from ourplace.suppliers.index_writing import write_names, write_rows, write_words
from ourplace.suppliers.register_rows import CODED, COLUMNS, prepare_rows
from ourplace.suppliers.rules import rules_hash

INDEX_FORMAT = 2
INDEX_FILE = "index.json"
# So few that what is worked out for them stays near the processor.
ROWS_AT_A_TIME = 62_500
# As many as one thread prepares while the other numbers the organisations of a national register.
BATCHES_UNDER_WAY = 16


@dataclass(frozen=True)
class RegisterSource:
    """One register to be indexed: the name that its hits bear, and its entities (`registers.ENTITY_SCHEMA`), in a Parquet file or a table."""

    name: str
    rows: Path | pa.Table

    def batches(self, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield the rows, in their order, some ten thousand at a time."""
        if isinstance(self.rows, Path):
            file = pq.ParquetFile(self.rows, read_dictionary=list(CODED))
            yield from file.iter_batches(ROWS_AT_A_TIME, columns=list(columns))
        else:
            yield from self.rows.select(list(columns)).combine_chunks().to_batches(ROWS_AT_A_TIME)


def index_version() -> str:
    """Return the version of the method by which an index is made: its format, and the rules and figures that it follows."""
    said = f"{INDEX_FORMAT} {rules_hash()} {parameter_value('suppliers_distinctive_word_share')}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def build_index(sources: Sequence[RegisterSource], folder: Path, *, progress: Progress = silent) -> Path:
    """Return `folder`, made to hold the index of the registers; where it is there already it stays as it is.

    All is written beside it and takes its name in one step, so that no half-written index is ever opened.
    """
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", suffix=".unfinished", dir=folder.parent))
    try:
        write_index(sources, unfinished, progress=progress)
        _put_on_disk(unfinished.iterdir())
        unfinished.rename(folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def write_index(sources: Sequence[RegisterSource], folder: Path, *, progress: Progress = silent) -> None:
    """Write the index of the registers into an empty folder; the register to believe first comes first.

    What is written is described in `ourplace.suppliers.index`.
    """
    batches = _batches(sources)
    with ThreadPoolExecutor(2) as pool, TextWriters(folder) as writers:
        numbered = pool.submit(_number_entities, sources)
        prepared = deque(pool.submit(prepare_rows, *batch) for batch in islice(batches, BATCHES_UNDER_WAY))
        entities, entity_ids = numbered.result()
        columns = IndexColumns(entities)
        while prepared:
            progress("Indexing the registers", columns.row_count, len(entities))
            columns.add(prepared.popleft().result(), writers)
            prepared.extend(pool.submit(prepare_rows, *batch) for batch in islice(batches, 1))
    word_count = _write_the_rest(folder, columns, entity_ids)
    about = {
        "version": index_version(),
        "registers": [source.name for source in sources],
        "row_count": len(entities),
        "entity_count": len(entity_ids),
        "name_count": columns.name_count,
        "word_count": word_count,
        "codes": {name: list(codes) for name, codes in columns.codes.items()},
    }
    (folder / INDEX_FILE).write_text(json.dumps(about, indent=1), encoding="utf-8")
    progress("Indexing the registers", len(entities), len(entities))


def _number_entities(sources: Sequence[RegisterSource]) -> tuple[Ints, Hashes]:
    """Return the number of each row's entity, the entity met first having the lowest, and the hash of each entity's id."""
    hashes = [hash_texts(batch["entity_id"]) for source in sources for batch in source.batches(["entity_id"])]
    every = np.concatenate([np.zeros(0, np.uint64), *hashes])
    numbers, firsts = number_distinct(every)
    return numbers, every[firsts]


def _batches(sources: Sequence[RegisterSource]) -> Iterator[tuple[int, pa.RecordBatch]]:
    for place, source in enumerate(sources):
        for batch in source.batches(COLUMNS):
            yield place, batch


def _write_the_rest(folder: Path, columns: IndexColumns, entity_ids: Hashes) -> int:
    """Write what needs all rows to have been read; return the number of distinct words.

    The texts, which are written already, are put on the disk meanwhile: waiting for it takes no processor.
    """
    with ThreadPoolExecutor(2) as pool:
        others = [
            pool.submit(_put_on_disk, list(folder.iterdir())),
            pool.submit(write_rows, folder, columns, entity_ids),
        ]
        word_count = write_words(folder, columns)
        write_names(folder, columns)
        for other in others:
            other.result()
    return word_count


def _put_on_disk(paths: Iterable[Path]) -> None:
    for path in paths:
        with path.open("rb") as file:
            os.fsync(file.fileno())
