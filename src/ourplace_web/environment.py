"""What the machine says about how the website is served, read from environment variables once and checked."""

import os
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ourplace_web.exceptions import SettingError

SECRET_KEY_NAME = "secret-key"  # noqa: S105 (the name of the file that holds it)
OWNER_ONLY = 0o600
OWNER_FOLDER = 0o700


@dataclass(frozen=True)
class Environment:
    """How the website is served.

    `home` is the folder of everything that cannot be made again: database, uploads, studies. `hosts` are the names under
    which others reach the website; with none it answers on this machine only, without HTTPS, and sends no e-mail.
    """

    home: Path
    hosts: tuple[str, ...]
    secret_key: str
    database_url: str
    proxies: int
    email_host: str
    email_port: int
    email_user: str
    email_password: str
    email_from: str
    virus_scanner: tuple[str, ...] = ()
    keep_days: int = 0
    docs_address: str = ""

    @property
    def serves_others(self) -> bool:
        """Return whether anybody beyond this machine is served, so that everything has to be safe for it."""
        return bool(self.hosts)


def read_environment(variables: Mapping[str, str] = os.environ) -> Environment:
    """Return what the environment variables say. Nothing is written.

    Raises:
        SettingError: a number is not one, or a website for others lacks its secret key or its mail server.
    """
    home = Path(variables.get("OURPLACE_HOME") or default_home()).expanduser().resolve()
    hosts = tuple(variables.get("OURPLACE_HOSTS", "").replace(",", " ").split())
    if hosts:
        for name, why in NEEDED_FOR_OTHERS.items():
            if not variables.get(name):
                raise missing(name, why)
    return Environment(
        home=home,
        hosts=hosts,
        secret_key=variables.get("OURPLACE_SECRET_KEY") or kept_secret_key(home),
        database_url=variables.get("DATABASE_URL", ""),
        proxies=whole_number(variables, "OURPLACE_PROXIES", default=0),
        email_host=variables.get("OURPLACE_EMAIL_HOST", ""),
        email_port=whole_number(variables, "OURPLACE_EMAIL_PORT", default=587),
        email_user=variables.get("OURPLACE_EMAIL_USER", ""),
        email_password=variables.get("OURPLACE_EMAIL_PASSWORD", ""),
        email_from=variables.get("OURPLACE_EMAIL_FROM") or "OurPlace <ourplace@localhost>",
        virus_scanner=tuple(shlex.split(variables.get("OURPLACE_VIRUS_SCANNER", ""))),
        keep_days=whole_number(variables, "OURPLACE_KEEP_DAYS", default=0),
        docs_address=variables.get("OURPLACE_DOCS", "").rstrip("/"),
    )


NEEDED_FOR_OTHERS = {
    "OURPLACE_SECRET_KEY": "sessions and links are signed with it, and it must outlive this machine",
    "OURPLACE_EMAIL_HOST": "invitations and password resets are sent by e-mail",
    "OURPLACE_EMAIL_FROM": "receivers refuse mail without a sender that is the website's own",
}


def default_home() -> Path:
    """Return the folder used where `OURPLACE_HOME` is not set: `$XDG_DATA_HOME/ourplace`, else `~/.local/share/ourplace`."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path("~/.local/share")) / "ourplace"


def kept_secret_key(home: Path) -> str:
    """Return the secret key that an earlier `prepare_home` left in the folder, or nothing, which Django refuses to work with."""
    path = home / SECRET_KEY_NAME
    return path.read_text("ascii").strip() if path.is_file() else ""


def prepare_home(home: Path) -> None:
    """Make the folder, readable by its owner only, with a random secret key in it; what is there is kept."""
    home.mkdir(parents=True, exist_ok=True, mode=OWNER_FOLDER)
    path = home / SECRET_KEY_NAME
    if path.exists():
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))


def whole_number(variables: Mapping[str, str], name: str, *, default: int) -> int:
    """Return a variable as a whole number."""
    text = variables.get(name, "").strip()
    if not text:
        return default
    if not text.isdecimal():
        raise SettingError(
            f"{name} is '{text}'", why="it has to be a whole number", next_step=f"set {name} to a number, or remove it"
        )
    return int(text)


def missing(name: str, why: str) -> SettingError:
    """Return the error that says which variable a website for others lacks."""
    return SettingError(
        f"{name} is not set, though OURPLACE_HOSTS opens the website to others",
        why=why,
        next_step=f"set {name}; docs/how-to/serve-the-website.md shows each variable",
    )
