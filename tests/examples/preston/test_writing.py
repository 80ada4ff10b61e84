from pathlib import Path

from ourplace.examples.preston import write_preston


def contents(folder: Path) -> dict[str, bytes]:
    """Return what was written; what a run made of it meanwhile is not part of it."""
    made = {".ourplace", "output"}
    files = [path for path in folder.rglob("*") if path.is_file() and not made & set(path.relative_to(folder).parts)]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_same_seed_writes_the_same_bytes(preston_folder: Path, tmp_path: Path) -> None:
    again = write_preston(tmp_path / "again")

    assert again == tmp_path / "again" / "study.toml"
    assert contents(again.parent) == contents(preston_folder)


def test_progress_reaches_its_end(tmp_path: Path) -> None:
    reports: list[tuple[str, int, int | None]] = []

    write_preston(tmp_path, seed=3, progress=lambda *report: reports.append(report))

    assert [done for _, done, _ in reports] == list(range(9))
    assert {(step, total) for step, _, total in reports} == {("Writing the example", 8)}
