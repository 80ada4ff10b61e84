"""One file to read, and reading it: what the processes that share the reading load, and no more."""

from dataclasses import dataclass, replace
from pathlib import Path

from ourplace.spend import Layout, Overrides, Receipt, Source, SpendError, read_source
from ourplace.studies.cache import key_of, method_version, stage_folder
from ourplace.studies.results import ReadFile
from ourplace.studies.study_file import Period

READS_WITH = ("spend", "places/postcodes", "parameters", "exceptions")


@dataclass(frozen=True)
class Job:
    """One file to read: what it is, how, and where the result goes."""

    anchor_id: str
    source: Source
    content: str
    overrides: Overrides
    period: Period | None
    cache_folder: Path
    layouts: tuple[Layout, ...] = ()

    @property
    def key(self) -> str:
        """Return the name of this reading: the same content, read the same way, has the same."""
        period = self.period and (self.period.start, self.period.end)
        return key_of(
            method_version(READS_WITH),
            self.content,
            self.source.name,
            self.overrides.model_dump(),
            period,
            self.layouts,
        )


def read_one(job: Job) -> ReadFile:
    """Return one file after reading, without its ledger; an error becomes its `problem`, so that the other files go on."""
    unread = ReadFile(anchor_id=job.anchor_id, name=job.source.name, path=job.source.path, content_hash=job.content)
    period = (job.period.start, job.period.end) if job.period else None

    def read(folder: Path) -> None:
        receipt = read_source(
            job.source,
            overrides=job.overrides,
            period=period,
            output_folder=folder,
            layouts=job.layouts,
            digest=job.content,
        )
        (folder / "receipt.json").write_text(receipt.to_json(), encoding="utf-8")

    try:
        folder = stage_folder(job.cache_folder, "read", job.key, make=read)
    except SpendError as error:
        return replace(unread, problem=str(error))
    receipt = Receipt.from_json((folder / "receipt.json").read_text("utf-8"))
    return replace(unread, receipt=receipt, folder=folder)
