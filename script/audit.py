"""Look every locked dependency up among known vulnerabilities, with pip-audit: `make audit`.

Fails where one is found, unless `audit-exceptions.toml` passes it over with a reason and until a day that has not come. Where
the database of vulnerabilities does not answer, it says so and succeeds: what cannot be looked up is not known to be unsafe.
"""

import datetime as dt
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EXCEPTIONS = ROOT / "script" / "audit-exceptions.toml"
SECONDS_TO_ANSWER = "15"
OPTIONS = (
    "--disable-pip",
    "--require-hashes",
    "--format=json",
    "--aliases=on",
    "--desc=off",
    "--progress-spinner=off",
)
# How pip-audit ends where it gets no answer: with its own advice, or with the error of its HTTP library.
NO_ANSWER = (
    "your network may be blocking this service",
    "requests.exceptions.",
    "urllib3.exceptions.",
    "Max retries exceeded",
)
# What it says of a package where the answer is that there is no such page, as machines without the internet often answer.
NOT_THERE = "not found on PyPI"


@dataclass(frozen=True)
class Verdict:
    """What came of looking: whether that is good enough, and the lines that say so."""

    is_good: bool
    lines: Sequence[str]


@dataclass(frozen=True)
class Vulnerability:
    """A known vulnerability of a locked package, by all its names, with the versions that mend it."""

    package: str
    version: str
    names: Sequence[str]
    mended_in: Sequence[str]

    def __str__(self) -> str:
        """Return a line about it."""
        mended = f"mended in {', '.join(self.mended_in)}" if self.mended_in else "not mended in any version yet"
        return f"{self.package} {self.version}: {self.names[0]} ({mended})"


def main() -> int:
    """Look, print what was found, and return 0 where it is good enough."""
    with tempfile.TemporaryDirectory(prefix="ourplace-audit-") as folder:
        requirements = Path(folder) / "requirements.txt"
        export(requirements)
        verdict = look_up([str(Path(sys.executable).parent / "pip-audit")], requirements, today=dt.date.today())  # noqa: DTZ011 (a day of this machine)
    print("\n".join(verdict.lines))
    return 0 if verdict.is_good else 1


def export(path: Path) -> None:
    """Write the locked versions of everything, extras and groups included, with their hashes."""
    uv = str(Path(sys.executable).parent / "uv")
    command = [
        uv,
        "export",
        "--quiet",
        "--frozen",
        "--no-emit-project",
        "--all-extras",
        "--all-groups",
        "--output-file",
        str(path),
    ]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def look_up(program: Sequence[str], requirements: Path, *, today: dt.date, exceptions: Path = EXCEPTIONS) -> Verdict:
    """Return what pip-audit finds of the requirements in a file."""
    command = [*program, "--requirement", str(requirements), "--timeout", SECONDS_TO_ANSWER, *OPTIONS]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found: Mapping[str, Any] = json.loads(done.stdout)
    except json.JSONDecodeError:
        return without_answer(done.stderr)
    passed_over = tomllib.loads(exceptions.read_text("utf-8")).get("exception", [])
    return judged(found["dependencies"], passed_over, today=today)


def without_answer(said: str) -> Verdict:
    """Return the verdict where there is no list: good where nobody answered, bad where pip-audit itself failed."""
    if any(sign in said for sign in NO_ANSWER):
        return Verdict(True, not_looked_up("the database of vulnerabilities did not answer"))
    return Verdict(False, ["pip-audit failed, so that nothing was looked up:", said.strip()])


def not_looked_up(why: str) -> list[str]:
    """Return what to say where nothing could be looked up."""
    return [
        f"NOT AUDITED: {why}. No dependency was looked up, and this says nothing of their safety.",
        "What to do: run `make audit` again where https://pypi.org answers.",
    ]


def judged(
    dependencies: Sequence[Mapping[str, Any]], passed_over: Sequence[Mapping[str, Any]], *, today: dt.date
) -> Verdict:
    """Return the verdict on a list of packages with what is known of each."""
    looked_up = [one for one in dependencies if "skip_reason" not in one]
    skipped = [one for one in dependencies if "skip_reason" in one]
    if skipped and not looked_up:
        return Verdict(
            True,
            not_looked_up("the database of vulnerabilities knows none of the packages, which is as good as no answer"),
        )
    known = list(vulnerabilities(looked_up))
    excused = {id(one): why for one in known if (why := excuse(one, passed_over, today=today))}
    bad = [one for one in known if id(one) not in excused]
    lines = [
        f"{len(looked_up)} locked packages looked up: {len(bad) or 'no'} known vulnerabilit{'y' if len(bad) == 1 else 'ies'}."
    ]
    lines += [f"  {one}" for one in bad]
    lines += [f"  passed over: {one}: {excused[id(one)]}" for one in known if id(one) in excused]
    lines += [f"  not looked up: {one['name']}: {one['skip_reason']}" for one in skipped]
    if bad:
        lines.append(
            "What to do: `uv lock --upgrade-package NAME`, or say in script/audit-exceptions.toml why OurPlace is not open to it."
        )
    return Verdict(not bad, lines)


def vulnerabilities(dependencies: Sequence[Mapping[str, Any]]) -> Iterator[Vulnerability]:
    """Yield every vulnerability of the packages in a list."""
    for one in dependencies:
        for found in one["vulns"]:
            names = [found["id"], *found.get("aliases", [])]
            yield Vulnerability(one["name"], one["version"], names, found["fix_versions"])


def excuse(found: Vulnerability, passed_over: Sequence[Mapping[str, Any]], *, today: dt.date) -> str:
    """Return why a vulnerability is passed over; '' where nothing says so, or the day until which it was has come."""
    for one in passed_over:
        if one["id"] in found.names and one["package"] == found.package and today < one["until"]:
            return f"{one['reason']} (until {one['until']})"
    return ""


if __name__ == "__main__":
    sys.exit(main())
