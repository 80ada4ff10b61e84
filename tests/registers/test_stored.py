from pathlib import Path

import pytest

from ourplace.engine import Engine
from ourplace.registers import add_register, list_registers, open_register, open_registers
from ourplace.registers.exceptions import UnlistedRegisterError

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def folder(tmp_path: Path, engine: Engine) -> Path:
    add_register("mutuals", FIXTURES / "mutuals.csv", registers_folder=tmp_path, engine=engine)
    for label in ("burnley", "wyre"):
        source = FIXTURES / "supplier_list.csv"
        add_register("supplier_list", source, registers_folder=tmp_path, engine=engine, label=label)
    return tmp_path


def test_several_lists_stand_beside_each_other(folder: Path, engine: Engine) -> None:
    files = list_registers(folder)

    assert [file.folder.name for file in files] == ["mutuals", "supplier_list-burnley", "supplier_list-wyre"]
    assert engine.to_arrow(open_registers(files, engine=engine).count().as_table()).to_pylist()[0].popitem()[1] == 9


def test_a_register_opens_by_id_or_label(folder: Path) -> None:
    assert open_register("mutuals", registers_folder=folder).row_count == 3
    assert open_register("supplier-list-wyre", registers_folder=folder).folder.name == "supplier_list-wyre"


def test_a_register_that_was_not_added_is_named_with_the_command(folder: Path) -> None:
    with pytest.raises(UnlistedRegisterError, match="ourplace registers add companies-house PATH"):
        open_register("companies_house", registers_folder=folder)


def test_a_folder_without_registers_has_none(tmp_path: Path, engine: Engine) -> None:
    assert list_registers(tmp_path / "nothing") == []
    assert engine.to_arrow(open_registers([], engine=engine)).num_rows == 0


def test_a_lost_file_is_noticed(folder: Path) -> None:
    open_register("mutuals", registers_folder=folder).path.unlink()

    with pytest.raises(UnlistedRegisterError, match="add the register again"):
        list_registers(folder)


def test_a_damaged_register_can_be_added_again(folder: Path, engine: Engine) -> None:
    (folder / "mutuals" / "register.json").write_text("{", "utf-8")

    add_register("mutuals", FIXTURES / "mutuals.csv", registers_folder=folder, engine=engine)

    assert open_register("mutuals", registers_folder=folder).row_count == 3
