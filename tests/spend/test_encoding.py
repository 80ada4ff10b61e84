from pathlib import Path

import pytest

from ourplace.spend.encoding import Repairs, detect_encoding, read_blocks
from ourplace.spend.exceptions import UnknownColumnError


def decoded(path: Path) -> tuple[str, str]:
    encoding = detect_encoding(path)
    return encoding.name, b"".join(block.content for block in read_blocks(path, encoding, Repairs())).decode()


@pytest.mark.parametrize(
    ("content", "name", "text"),
    [
        (b"Amount\n1\n", "utf-8", "Amount\n1\n"),
        ("Amount £\nCafé\n".encode(), "utf-8", "Amount £\nCafé\n"),
        ("\ufeffAmount £\n".encode(), "utf-8-sig", "Amount £\n"),
        ("Amount £\nO’Neill – Sons\n".encode("cp1252"), "cp1252", "Amount £\nO’Neill – Sons\n"),
        ("Amount (£)\nCafé\n".encode("cp437"), "cp437", "Amount (£)\nCafé\n"),
        (b"Amount(\x9c)\n\x9c1,250.00\n", "cp437", "Amount(£)\n£1,250.00\n"),
        (b"Amount(\x9c)\nO\x92Neill\n", "cp1252", "Amount(£)\nO’Neill\n"),
        ("\ufeffAmount £\n".encode("utf-16-le"), "utf-16-le", "Amount £\n"),
        ("\ufeffAmount £\n".encode("utf-16-be"), "utf-16-be", "Amount £\n"),
        ("Supplier\tAmount\nFirm\t1\n".encode("utf-16-le"), "utf-16-le", "Supplier\tAmount\nFirm\t1\n"),
        ("Café\n".encode() + "£5\n".encode("cp1252"), "utf-8", "Café\n£5\n"),
        ("Œuvre sœur\n".encode("cp1252"), "cp1252", "Œuvre sœur\n"),
    ],
)
def test_the_encoding_is_told_by_the_bytes(content: bytes, name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)

    assert decoded(path) == (name, text)


def test_bytes_that_are_not_plain_far_down_still_count(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"plain line\n" * 200_000 + "£5\n".encode("cp1252"))

    name, text = decoded(path)

    assert (name, text[-3:]) == ("cp1252", "£5\n")


def test_nul_bytes_are_taken_out_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"a\x00b\nc\x00\n")
    repairs = Repairs()

    content = b"".join(block.content for block in read_blocks(path, detect_encoding(path), repairs))

    assert (content, repairs.nul_bytes) == (b"ab\nc\n", 2)


def test_an_encoding_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(b"a\n")

    with pytest.raises(UnknownColumnError, match="'utf-9' is not an encoding"):
        detect_encoding(path, stated="utf-9")
