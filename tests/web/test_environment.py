"""What environment variables mean, and what is refused."""

import re
from pathlib import Path

import pytest

from ourplace_web import environment as module
from ourplace_web.environment import prepare_home, read_environment
from ourplace_web.exceptions import SettingError

FOR_OTHERS = {
    "OURPLACE_HOSTS": "ourplace.example, www.ourplace.example",
    "OURPLACE_SECRET_KEY": "a" * 60,
    "OURPLACE_EMAIL_HOST": "mail.example",
    "OURPLACE_EMAIL_FROM": "OurPlace <us@ourplace.example>",
}


def test_without_any_variable_only_this_machine_is_served(tmp_path) -> None:
    environment = read_environment({"OURPLACE_HOME": str(tmp_path)})

    assert not environment.serves_others
    assert environment.secret_key == ""


def test_hosts_open_the_website_to_others(tmp_path) -> None:
    environment = read_environment(FOR_OTHERS | {"OURPLACE_HOME": str(tmp_path)})

    assert environment.hosts == ("ourplace.example", "www.ourplace.example")


@pytest.mark.parametrize("missing", ["OURPLACE_SECRET_KEY", "OURPLACE_EMAIL_HOST", "OURPLACE_EMAIL_FROM"])
def test_a_website_for_others_says_which_variable_it_lacks(missing, tmp_path) -> None:
    variables = {name: value for name, value in FOR_OTHERS.items() if name != missing}

    with pytest.raises(SettingError, match=f"{missing} is not set, though OURPLACE_HOSTS opens the website to others"):
        read_environment(variables)


def test_a_number_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(SettingError, match="OURPLACE_PROXIES is 'one'"):
        read_environment({"OURPLACE_PROXIES": "one"})


def test_the_secret_key_is_made_once_and_for_its_owner_alone(tmp_path) -> None:
    home = tmp_path / "home"
    prepare_home(home)
    first = read_environment({"OURPLACE_HOME": str(home)}).secret_key
    prepare_home(home)

    assert read_environment({"OURPLACE_HOME": str(home)}).secret_key == first
    assert len(first) > 80
    assert (home / "secret-key").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700


def test_every_variable_is_documented() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "serve-the-website.md"
    read = set(re.findall(r'"(OURPLACE_\w+|DATABASE_URL)"', Path(module.__file__).read_text("utf-8")))

    assert read == set(re.findall(r"`(OURPLACE_\w+|DATABASE_URL)`", page.read_text("utf-8")))


def test_a_virus_scanner_is_a_command_with_its_arguments(tmp_path) -> None:
    variables = {"OURPLACE_HOME": str(tmp_path), "OURPLACE_VIRUS_SCANNER": "clamdscan --fdpass '--log=a b'"}

    assert read_environment(variables).virus_scanner == ("clamdscan", "--fdpass", "--log=a b")


def test_the_documentations_address_is_kept_without_its_last_stroke(tmp_path) -> None:
    variables = {"OURPLACE_HOME": str(tmp_path), "OURPLACE_DOCS": "https://docs.example/ourplace/"}

    assert read_environment(variables).docs_address == "https://docs.example/ourplace"
    assert read_environment({"OURPLACE_HOME": str(tmp_path)}).docs_address == ""
