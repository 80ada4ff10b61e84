"""`study.toml`: what one study is about, in the analyst's words, checked before anything is read."""

import datetime as dt
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ourplace.exceptions import Where
from ourplace.places import RingSpec
from ourplace.spend import Overrides
from ourplace.studies.exceptions import StudyFileError

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Settings(BaseModel):
    """The shape shared by every part of `study.toml`: read once, never changed, nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Period(Settings):
    """A span of days, both ends included."""

    start: dt.date
    end: dt.date
    name: str = ""

    @model_validator(mode="after")
    def check_order(self) -> "Period":
        """Refuse a period that ends before it starts."""
        if self.end < self.start:
            message = f"the period ends ({self.end}) before it starts ({self.start})"
            raise ValueError(message)
        return self

    @property
    def label(self) -> str:
        """Return the period's name, or its days as people write them."""
        return self.name or f"{british_date(self.start)} to {british_date(self.end)}"


class Anchor(Settings):
    """An anchor institution and the files that say what it paid."""

    id: Identifier
    name: str
    kind: Literal[
        "council", "police", "fire", "nhs", "university", "college", "housing_association",
        "transport", "central_government", "combined_authority", "other",
    ] = "other"  # fmt: skip
    files: tuple[str, ...] = Field(min_length=1)
    published_at: str = ""
    licence: str = ""
    overrides: Overrides = Overrides()
    file_overrides: Mapping[str, Overrides] = Field(default_factory=dict)


class RegisterUse(Settings):
    """A register to look payees up in: a reader, the file it reads, and what the file covers."""

    id: str
    path: str = ""
    label: str = ""
    name: str = ""
    coverage: Literal["complete", "sample", "area"] | None = None
    areas: tuple[str, ...] = ()
    as_at: dt.date | None = None
    licence: str = ""
    publisher: str = ""


class RepeatedFiles(Settings):
    """What to do with a file, or a month of one, that is published twice: `ask`, `keep` or `set_aside`."""

    action: Literal["ask", "keep", "set_aside"] = "ask"


class Thresholds(Settings):
    """Where lines are drawn: the same for every anchor, or a comparison is not like for like."""

    minimum_payment_gbp: float = 0


class Deprivation(Settings):
    """Where the reference tables for deprivation are, if the analyst has them."""

    postcodes: str
    indices: str


class StudyFile(Settings):
    """Everything that `study.toml` may say."""

    title: str
    place: str
    rings: tuple[RingSpec, ...] = Field(min_length=1)
    anchors: tuple[Anchor, ...] = Field(min_length=1)
    period: Period | None = None
    periods: tuple[Period, ...] = ()
    definition: str = "premises"
    headline_ring: str | None = None
    invented: bool = False
    data_folder: str = ""
    registers: tuple[RegisterUse, ...] = ()
    repeated_files: RepeatedFiles = RepeatedFiles()
    thresholds: Thresholds = Thresholds()
    deprivation: Deprivation | None = None
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def check_periods(self) -> "StudyFile":
        """Refuse periods to compare that overlap, or that are not of whole months."""
        stated = sorted(self.periods, key=lambda period: period.start)
        for one, following in pairwise(stated):
            if following.start <= one.end:
                message = f"the periods {one.label} and {following.label} overlap, and payments would count twice"
                raise ValueError(message)
        for one in (*stated, *([self.period] if stated and self.period else [])):
            if one.start.day != 1 or (one.end + dt.timedelta(days=1)).day != 1:
                message = f"the period {one.label} is not of whole months, so it cannot be compared with others"
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def check_anchors_differ(self) -> "StudyFile":
        """Refuse two anchors with one id."""
        ids = [anchor.id for anchor in self.anchors]
        repeated = sorted({anchor_id for anchor_id in ids if ids.count(anchor_id) > 1})
        if repeated:
            message = f"two anchors share the id '{repeated[0]}'"
            raise ValueError(message)
        return self


@dataclass(frozen=True)
class Study:
    """A study that is ready to run: its file, checked, and the folders it works in."""

    settings: StudyFile
    path: Path
    data_folder: Path

    @property
    def folder(self) -> Path:
        """Return the folder that holds `study.toml`, the judgements and the cache."""
        return self.path.parent

    @property
    def judgements_path(self) -> Path:
        """Return where people's judgements are kept; nothing in OurPlace deletes this file."""
        return self.folder / "judgements.jsonl"

    @property
    def cache_folder(self) -> Path:
        """Return where everything is kept that a run can make again."""
        return self.folder / ".ourplace"

    def files_of(self, anchor: Anchor) -> list[Path]:
        """Return the files that an anchor's patterns name, in the order of their names, each once."""
        found: list[Path] = []
        for pattern in anchor.files:
            found.extend(sorted(path for path in expand_pattern(self.data_folder, pattern) if path.is_file()))
        return list(dict.fromkeys(found))

    def resolve(self, text: str) -> Path:
        """Return a path that the study names, relative to its data folder."""
        return (self.data_folder / expand_variables(text)).resolve()


def load_study(path: Path, *, data_folder: Path | None = None) -> Study:
    """Return the study in a folder, or in a `study.toml`.

    Args:
        path: the folder or the file.
        data_folder: where the files are, instead of what the study says (its `data_folder`, else its own folder).

    Raises:
        StudyFileError: the file is missing, is not TOML or says something that cannot be followed; with its line.
    """
    file = path / "study.toml" if path.is_dir() else path
    if not file.is_file():
        raise StudyFileError(
            f"There is no study at {path}",
            why=f"{file} does not exist",
            next_step=f"name a folder that holds a study.toml, or make one with `ourplace new {path}`",
        )
    text = file.read_text("utf-8-sig")
    settings = parse_study(text, file=file)
    folder = data_folder or Path(expand_variables(settings.data_folder, file=file))
    return Study(settings=settings, path=file.resolve(), data_folder=(file.parent / folder).resolve())


def parse_study(text: str, *, file: Path) -> StudyFile:
    """Return what the text of a `study.toml` says.

    Raises:
        StudyFileError: it is not TOML, or a part of it cannot be followed.
    """
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise StudyFileError(
            "study.toml is not valid TOML",
            where=Where(str(file), line=int(line[1]) if line else None),
            why=str(error),
            next_step="mend that line; text goes in double quotes, lists in square brackets",
        ) from error
    try:
        return StudyFile.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        raise StudyFileError(
            f"study.toml cannot be followed: {dotted(first['loc'])}",
            where=Where(str(file), line=line_of(text, first["loc"])),
            why=plain_reason(first),
            next_step=next_step_for(first),
        ) from error


def plain_reason(problem: Mapping[str, Any]) -> str:
    """Return in plain words what was wrong with one value."""
    reasons: dict[str, str] = {
        "missing": "it is missing",
        "extra_forbidden": "OurPlace knows no setting of that name here",
    }
    return reasons.get(problem["type"], str(problem["msg"]).removeprefix("Value error, "))


def next_step_for(problem: Mapping[str, Any]) -> str:
    """Return what to do about one wrong value."""
    name = str(problem["loc"][-1]) if problem["loc"] else "it"
    if problem["type"] == "missing":
        return f"add a line `{name} = …`; docs/reference/study-file.md shows each setting"
    if problem["type"] == "extra_forbidden":
        return f"correct or remove `{name}`; docs/reference/study-file.md lists the settings"
    return f"correct `{name}`; docs/reference/study-file.md shows what it may be"


def dotted(location: Sequence[int | str]) -> str:
    """Return where a setting stands, as people would say it: `anchors 2, files`."""
    words = [str(part + 1) if isinstance(part, int) else part for part in location]
    return re.sub(r", (\d+)", r" \1", ", ".join(words)) or "the whole file"


def line_of(text: str, location: Sequence[int | str]) -> int | None:
    """Return the line of a `study.toml` where a setting stands, or the start of its table where it is missing."""
    heading: list[str] = []
    counts: dict[str, int] = {}
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        table = re.match(r"\[\[?([^\]]+)\]\]?", stripped)
        key = re.match(r"""["']?([\w.-]+)["']?\s*=""", stripped)
        if table:
            name = table[1].strip()
            if stripped.startswith("[["):
                counts[name] = counts.get(name, -1) + 1
            heading = path_of_table(name, counts)
            candidate = heading
        elif key:
            candidate = [*heading, *key[1].split(".")]
        else:
            continue
        agreed = agreement(candidate, [str(part) for part in location])
        if agreed and (best is None or agreed > best[0]):
            best = (agreed, number)
    return best[1] if best else None


def path_of_table(name: str, counts: Mapping[str, int]) -> list[str]:
    """Return the path of a TOML table with the places of its list members: `anchors.overrides` → anchors, 0, overrides."""
    path: list[str] = []
    for depth, part in enumerate(name.split(".")):
        path.append(part)
        prefix = ".".join(name.split(".")[: depth + 1])
        if prefix in counts:
            path.append(str(counts[prefix]))
    return path


def agreement(candidate: Sequence[str], location: Sequence[str]) -> int:
    """Return how many leading parts agree, or 0 where the candidate says something that the location does not."""
    if len(candidate) > len(location):
        return 0
    return len(candidate) if list(candidate) == list(location[: len(candidate)]) else 0


def expand_variables(text: str, *, file: Path | None = None) -> str:
    """Return `text` with `${NAME}` replaced from the environment.

    Raises:
        StudyFileError: a variable that the study names is not set.
    """
    missing = [name for name in re.findall(r"\$\{(\w+)\}", text) if name not in os.environ]
    if missing:
        raise StudyFileError(
            f"The study needs the environment variable {missing[0]}",
            where=Where(str(file)) if file else None,
            why="it says where the data is, and it is not set",
            next_step=f"set {missing[0]} to the folder of the files, or give the folder with --data",
        )
    return os.path.expandvars(text)


def expand_pattern(folder: Path, pattern: str) -> list[Path]:
    """Return what a pattern matches, whether it is relative to `folder` or absolute."""
    text = expand_variables(pattern)
    if Path(text).is_absolute():
        root = Path(Path(text).anchor)
        return list(root.glob(str(Path(text).relative_to(root))))
    return list(folder.glob(text))


def british_date(day: dt.date) -> str:
    """Return a day as Britons write it: 31 March 2013."""
    return f"{day.day} {day:%B %Y}"
