"""Which column plays which part: the header's words held against what the cells look like, each choice with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ourplace.exceptions import Where
from ourplace.spend.columns import Meaning, NameMatch, Role, recognise_header, simplify_header
from ourplace.spend.content import Evidence, column_evidence
from ourplace.spend.exceptions import UnknownColumnError
from ourplace.spend.overrides import Overrides
from ourplace.spend.receipt import ColumnReceipt, ColumnUse, column_letter

_HOW = {
    "name": "by its name",
    "pattern": "by the words of its name",
    "spelling": "by its name, spelt slightly otherwise",
    "part": "by part of its name",
}
_UNKNOWN = "no meaning of its name is known"
_MOSTLY = 0.5
_POSTCODE_SHARE = 0.3
_SOME = 0.3
_NEARLY_ALL = 0.9
_CODE_LENGTH = 6
_FEW = 3
# What a column is when its name promises words and its cells are numbers.
_CODES_OF: Mapping[str, Role] = {"payee": "supplier_reference", "category": "category_code"}
_AFTER_NAMED = 100
_LOOKS: Mapping[str, str] = {"payee": "names", "amount": "amounts", "date": "days"}


@dataclass
class Column:
    """One column while its part is being settled."""

    index: int
    header: str
    evidence: Evidence
    matches: tuple[NameMatch, ...] = ()
    meaning: Meaning | None = None
    use: ColumnUse = "unknown"
    reason: str = _UNKNOWN
    how: str = "name"
    rank: tuple[int, int] = (999, 999)
    is_named_by_person: bool = False

    @property
    def label(self) -> str:
        """What to call the column in a sentence."""
        return f"'{self.header}'" if self.header else f"column {self.index + 1}"

    def settle(self, use: ColumnUse, reason: str, meaning: Meaning | None = None) -> None:
        """Fix the column's use and say why."""
        self.use, self.reason = use, reason
        self.meaning = meaning or self.meaning

    def receipt(self) -> ColumnReceipt:
        """Return the column's line of the receipt."""
        role = self.meaning.role if self.meaning and self.use == "used" else None
        return ColumnReceipt(
            position=self.index + 1,
            letter=column_letter(self.index),
            header=self.header,
            use=self.use,
            role=role,
            reason=self.reason,
            filled_share=round(self.evidence.filled_share, 4),
        )


@dataclass(frozen=True)
class Layout:
    """The names and roles of another file's columns, by which a file without names can be read, and its order of dates."""

    file_name: str
    roles: tuple[Role | None, ...]
    headers: tuple[str, ...] = ()
    date_order: str = "undecided"


def describe_columns(names: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[Column]:
    """Return one column per position, with what its name can mean and what its cells look like."""
    columns = []
    for index in range(width):
        header = " ".join(names[index].split()) if index < len(names) else ""
        evidence = column_evidence([row[index].strip() for row in rows])
        columns.append(Column(index, header, evidence, recognise_header(header) if header else ()))
    _follow_merged_headers(columns)
    return columns


def apply_person_choices(columns: Sequence[Column], overrides: Overrides, where: Where) -> None:
    """Settle the columns that a person named, and those that a person wants ignored.

    Raises:
        UnknownColumnError: the file has no such column.
    """
    for name in overrides.ignore_columns:
        _named_column(columns, name, where).settle("ignored", "the study file says to ignore it")
    for role, name in overrides.columns.items():
        column = _named_column(columns, name, where)
        known = next((match.meaning for match in column.matches if match.meaning and match.meaning.role == role), None)
        column.meaning = known or Meaning(f"stated_{role}", role, "any", 0, "unknown")
        column.is_named_by_person = True
        column.settle("used", "the study file says so")


def match_names(columns: Sequence[Column]) -> None:
    """Give every unsettled column the first meaning of its name that its cells agree with."""
    for column in columns:
        if column.is_named_by_person or column.use == "ignored":
            continue
        if column.evidence.filled_share == 0:
            column.settle("empty", "no cell of it is filled")
            continue
        _match_name(column)
    _swap_name_and_number(columns)
    _tell_codes_from_names(columns)


def candidates(columns: Sequence[Column], *roles: Role) -> list[Column]:
    """Return the columns whose meaning has one of the roles, a person's choice first, then in the dictionary's order."""
    found = [
        column
        for column in columns
        if column.meaning and column.meaning.role in roles and column.use in {"unknown", "used"}
    ]
    return sorted(found, key=lambda column: (not column.is_named_by_person, column.rank, column.index))


def choose_single(columns: Sequence[Column], role: Role) -> Column | None:
    """Settle which one column plays a role, and say of the others why not.

    The dictionary's first wins, unless most of its cells are empty, or all the same, and another's are not.
    """
    found = candidates(columns, role)
    if not found:
        return None
    chosen = next((column for column in found if column.is_named_by_person or _says_something(column)), found[0])
    for column in found:
        if column is chosen:
            column.settle("used", settled_reason(column))
        else:
            column.settle("ignored", f"it could also be the {role.replace('_', ' ')}; {chosen.label} is used")
    return chosen


def trust_name(columns: Sequence[Column], role: Role) -> Column | None:
    """Settle a role on the one column whose name says so, where no column's cells bear it out.

    Its cells are then told one by one: better a file of rejected rows than a file refused.
    """
    named = [column for column in columns if any(_names(match, role) for match in column.matches)]
    named = [column for column in named if column.evidence.filled_share > 0 and column.use != "used"]
    if len({column.header for column in named}) != 1:
        return None
    column = named[0]
    meaning = next(match.meaning for match in column.matches if _names(match, role))
    reason = f"its name says so, though few of its cells look like {_LOOKS.get(role, 'it')}"
    column.settle("used", reason, meaning)
    return column


def trust_empty(columns: Sequence[Column], role: Role) -> Column | None:
    """Settle a role on the likeliest empty column whose name says so: how a month without payments is published."""
    named = [
        column for column in columns if column.use == "empty" and any(_names(match, role) for match in column.matches)
    ]
    if not named:
        return None
    meanings = {column.index: match.meaning for column in named for match in column.matches[:1]}
    column = min(named, key=lambda column: (column.matches[0].rank, column.index))
    column.settle("used", "its name says so, and no cell of it is filled", meanings[column.index])
    return column


def choose_several(columns: Sequence[Column], role: Role) -> list[Column]:
    """Settle all columns of a role that may be spread over several, such as the lines of an address."""
    found = candidates(columns, role)
    for column in found:
        column.settle("used", settled_reason(column))
    return sorted(found, key=lambda column: column.index)


def apply_layout(columns: Sequence[Column], layouts: Sequence[Layout]) -> Layout | None:
    """Give a file without names the meanings of another file of its publisher, where the cells agree column by column."""
    for layout in layouts:
        if len(layout.roles) == len(columns) and _agrees(columns, layout):
            for column, role in zip(columns, layout.roles, strict=True):
                if role is not None and column.evidence.filled_share > 0:
                    column.meaning = Meaning(f"layout_{role}", role, "any", 0, "unknown")
                    column.rank = (0, column.index)
                    column.reason = f"the same column of {layout.file_name} is the {role.replace('_', ' ')}, and the cells look alike"
            return layout
    return None


def fits(evidence: Evidence, holds: str) -> bool:
    """Say whether a column's cells look like what a meaning holds."""
    if holds == "money":
        return evidence.is_money and evidence.date_share < _MOSTLY
    if holds == "date":
        return evidence.is_date
    if holds == "text":
        return evidence.is_text
    if holds == "postcode":
        return evidence.postcode_share >= _POSTCODE_SHARE
    return True


def settled_reason(column: Column) -> str:
    """Return why a column plays its part: what was found out about it, else how its name was recognised."""
    return f"recognised {_HOW[column.how]}" if column.reason == _UNKNOWN else column.reason


def _names(match: NameMatch, role: Role) -> bool:
    return match.how == "name" and match.meaning is not None and match.meaning.role == role


def _says_something(column: Column) -> bool:
    """Say whether a column is mostly filled and its cells differ from each other, in a file of more than a few rows."""
    evidence = column.evidence
    return evidence.filled_share >= _MOSTLY and (evidence.distinct_count > 1 or evidence.sample_count <= _FEW)


def _match_name(column: Column) -> None:
    doubted: NameMatch | None = None
    for match in column.matches:
        if match.meaning is None:
            if doubted is None:
                column.settle("ignored", match.ignored_because)
            break
        if fits(column.evidence, match.meaning.holds):
            column.meaning, column.rank, column.how = match.meaning, match.rank, match.how
            _refine(column)
            return
        doubted = doubted or match
    if doubted is not None and doubted.meaning is not None:
        if doubted.meaning.role in _CODES_OF and column.evidence.letters_share < _SOME and column.use == "unknown":
            column.meaning = replace(doubted.meaning, role=_CODES_OF[doubted.meaning.role], holds="code")
            column.rank = (doubted.rank[0] + _AFTER_NAMED, doubted.rank[1])
            column.reason = "its name and cells are those of a code"
            return
        looks = doubted.meaning.holds.replace("any", "anything")
        column.reason = (
            f"its name says {doubted.meaning.role.replace('_', ' ')}, but its cells do not look like {looks}"
        )


def _refine(column: Column) -> None:
    """Change a meaning where the cells say more than the name does: a 'type' of Capital or Revenue is no category."""
    if column.meaning is None:
        return
    if (
        column.meaning.role in {"category", "description", "department"}
        and column.evidence.capital_share > _NEARLY_ALL
    ):
        column.meaning = replace(column.meaning, role="stated_kind")
        column.reason = "its cells say capital or revenue"


def _swap_name_and_number(columns: Sequence[Column]) -> None:
    """Mend headers that stand over each other's columns: a supplier 'name' of figures beside a 'number' of words."""
    names = [column for column in columns if any(_names(match, "payee") for match in column.matches)]
    numbers = [
        column
        for column in columns
        if column not in names and column.meaning and column.meaning.role == "supplier_reference"
    ]
    if len(names) != 1 or len(numbers) != 1 or names[0].is_named_by_person or numbers[0].is_named_by_person:
        return
    name, number = names[0], numbers[0]
    if (
        name.evidence.letters_share >= _SOME
        or not number.evidence.is_text
        or number.evidence.mean_length <= _CODE_LENGTH
    ):
        return
    payee = next(match for match in name.matches if _names(match, "payee"))
    name.meaning, name.rank = number.meaning, number.rank
    number.meaning, number.rank = payee.meaning, payee.rank
    name.reason = f"its cells are numbers and those of {number.label} are names: the two headers are swapped"
    number.reason = f"its cells are names and those of {name.label} are numbers: the two headers are swapped"


def _tell_codes_from_names(columns: Sequence[Column]) -> None:
    """Make a payee's column of codes (`ACOR001`) the payee's reference where another payee's column holds names."""
    payees = [column for column in candidates(columns, "payee") if not column.is_named_by_person]
    named = next((column for column in payees if column.evidence.code_share <= 1 - _NEARLY_ALL), None)
    for column in payees:
        if named is None or column.meaning is None or column.evidence.code_share < _NEARLY_ALL:
            continue
        if named.evidence.distinct_count >= _MOSTLY * column.evidence.distinct_count:
            column.meaning = replace(column.meaning, role="supplier_reference", holds="code")
            column.rank = (column.rank[0] + _AFTER_NAMED, column.rank[1])
            column.reason = f"its cells are codes, and those of {named.label} are names"


def _follow_merged_headers(columns: Sequence[Column]) -> None:
    """Move a name from an empty column to the filled one beside it that has none, as merged cells leave them."""
    for column in columns:
        if not column.header or column.evidence.filled_share > 0 or not column.matches:
            continue
        for beside in (column.index + 1, column.index - 1):
            if not 0 <= beside < len(columns):
                continue
            other = columns[beside]
            wanted = [match for match in column.matches if match.meaning and fits(other.evidence, match.meaning.holds)]
            if not other.header and other.evidence.filled_share > 0 and wanted:
                other.header, other.matches, column.matches = column.header, tuple(wanted), ()
                other.reason = f"its name stands above the empty column {column.index + 1} beside it"
                break


def _agrees(columns: Sequence[Column], layout: Layout) -> bool:
    for column, role in zip(columns, layout.roles, strict=True):
        wanted = {"amount": "money", "date": "date", "payee": "text"}.get(role or "", "any")
        if column.evidence.filled_share > 0 and not fits(column.evidence, wanted):
            return False
        if role in {"amount", "date", "payee"} and column.evidence.filled_share == 0:
            return False
    return True


def _named_column(columns: Sequence[Column], name: str, where: Where) -> Column:
    """Return the column that a setting names: by its header, its letter, or `column 5`."""
    wanted = simplify_header(name)
    for column in columns:
        if column.header and simplify_header(column.header) == wanted:
            return column
    for column in columns:
        if wanted in {f"column {column.index + 1}", column_letter(column.index).lower()}:
            return column
    headers = ", ".join(column.label for column in columns if column.header) or "none have names"
    raise UnknownColumnError(
        f"There is no column '{name}'",
        why=f"the columns are {headers}",
        next_step="correct the name in the study file, or use a letter such as 'E' or 'column 5'",
        where=where,
    )


def saved_columns(columns: Sequence[Column]) -> Mapping[str, str]:
    """Return the settled roles with the headers that play them."""
    return {
        column.meaning.role: column.header or f"column {column.index + 1}"
        for column in columns
        if column.use == "used" and column.meaning
    }
