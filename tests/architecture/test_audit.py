"""The audit of dependencies: clean, found, unreachable, and what keeps a vulnerability from failing it."""

import datetime as dt
import importlib.util
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TODAY = dt.date(2026, 11, 26)
CLEAN = {"dependencies": [{"name": "jinja2", "version": "3.1.6", "vulns": []}], "fixes": []}
FOUND = {
    "dependencies": [
        {
            "name": "jinja2", "version": "3.1.2",
            "vulns": [{"id": "GHSA-h5c8-rqwp-cp95", "fix_versions": ["3.1.3"], "aliases": ["CVE-2024-22195"]}],
        },
        {"name": "numpy", "version": "2.3.0", "vulns": []},
    ],
    "fixes": [],
}  # fmt: skip
SKIPPED = {
    "name": "jinja2",
    "skip_reason": "Dependency not found on PyPI and could not be audited: jinja2 (3.1.2)",
}
ADVICE = (
    "ERROR:pip_audit._cli:Could not connect to PyPI\n"
    "ERROR:pip_audit._cli:Tip: your network may be blocking this service. Try another service with `-s SERVICE`\n"
)
TRACE = (
    "Traceback (most recent call last):\nrequests.exceptions.ProxyError: HTTPSConnectionPool(host='pypi.org', port=443): Max "
    "retries exceeded with url: /pypi/jinja2/3.1.2/json (Caused by ProxyError('Unable to connect to proxy'))\n"
)
BROKEN = "ERROR:pip_audit._cli:requirement jinja2 is not pinned to an exact version: jinja2\n"
EXCEPTION = """
[[exception]]
id = "{name}"
package = "{package}"
noted = 2026-11-01
until = {until}
reason = "No template of a stranger is drawn."
"""


@pytest.fixture(scope="module")
def audit():
    """The script, as a module."""
    spec = importlib.util.spec_from_file_location("audit_script", ROOT / "script" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def verdict_on(audit, tmp_path):
    """A function that returns the verdict where pip-audit prints something, and ends with a code."""

    def verdict(printed: object, *, said: str = "", code: int = 0, exceptions: str = ""):
        program, excused = tmp_path / "pip_audit.py", tmp_path / "exceptions.toml"
        text = "" if printed is None else json.dumps(printed)
        program.write_text(f"import sys\nprint({text!r})\nprint({said!r}, file=sys.stderr)\nsys.exit({code})\n")
        excused.write_text(exceptions)
        command = [sys.executable, str(program)]
        return audit.look_up(command, tmp_path / "requirements.txt", today=TODAY, exceptions=excused)

    return verdict


def test_clean_dependencies_pass_and_are_counted(verdict_on) -> None:
    verdict = verdict_on(CLEAN, said="No known vulnerabilities found")

    assert (verdict.is_good, verdict.lines) == (True, ["1 locked packages looked up: no known vulnerabilities."])


def test_a_known_vulnerability_fails_with_what_mends_it(verdict_on) -> None:
    verdict = verdict_on(FOUND, said="Found 1 known vulnerability in 1 package", code=1)

    assert not verdict.is_good
    assert verdict.lines[:2] == [
        "2 locked packages looked up: 1 known vulnerability.",
        "  jinja2 3.1.2: GHSA-h5c8-rqwp-cp95 (mended in 3.1.3)",
    ]
    assert "uv lock --upgrade-package" in verdict.lines[-1]


@pytest.mark.parametrize("said", [ADVICE, TRACE])
def test_no_answer_is_said_plainly_and_passes(said, verdict_on) -> None:
    verdict = verdict_on(None, said=said, code=1)

    assert verdict.is_good
    assert verdict.lines[0].startswith("NOT AUDITED: the database of vulnerabilities did not answer.")


def test_a_machine_that_answers_not_found_to_everything_is_no_answer(verdict_on) -> None:
    verdict = verdict_on({"dependencies": [SKIPPED], "fixes": []}, said="No known vulnerabilities found")

    assert verdict.is_good
    assert verdict.lines[0].startswith("NOT AUDITED: ")


def test_a_single_package_that_is_not_known_is_named(verdict_on) -> None:
    found = {"dependencies": [*CLEAN["dependencies"], {**SKIPPED, "name": "odd"}], "fixes": []}

    verdict = verdict_on(found)

    assert verdict.is_good
    assert verdict.lines[1].startswith("  not looked up: odd: Dependency not found on PyPI")


def test_a_failure_of_the_tool_itself_fails(verdict_on) -> None:
    verdict = verdict_on(None, said=BROKEN, code=1)

    assert not verdict.is_good
    assert "not pinned to an exact version" in verdict.lines[1]


@pytest.mark.parametrize(
    ("name", "package", "until", "is_good"),
    [
        ("GHSA-h5c8-rqwp-cp95", "jinja2", "2026-11-27", True),
        ("CVE-2024-22195", "jinja2", "2026-11-27", True),
        ("CVE-2024-22195", "jinja2", "2026-11-26", False),
        ("CVE-2024-22195", "numpy", "2026-11-27", False),
        ("CVE-2024-1", "jinja2", "2026-11-27", False),
    ],
)
def test_an_exception_holds_for_one_package_until_its_day(name, package, until, is_good, verdict_on) -> None:
    exceptions = EXCEPTION.format(name=name, package=package, until=until)

    verdict = verdict_on(FOUND, code=1, exceptions=exceptions)

    assert verdict.is_good == is_good
    assert any("passed over" in line and "No template of a stranger" in line for line in verdict.lines) == is_good


def test_ci_audits_and_every_locked_package_is_exported(audit, tmp_path) -> None:
    path = tmp_path / "requirements.txt"
    audit.export(path)

    named = {line.split("==")[0] for line in path.read_text().splitlines() if "==" in line}
    assert {"django", "duckdb", "psycopg", "ruff", "mkdocs-material", "pip-audit", "pyspark"} <= named
    assert "--hash=sha256:" in path.read_text()
    assert "make audit" in (ROOT / ".ci" / "run").read_text()
