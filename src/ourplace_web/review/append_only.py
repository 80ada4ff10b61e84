"""The database's own refusal to change a judgement. Only deleting the whole study takes its judgements away."""

from django.db.backends.base.base import BaseDatabaseWrapper

from ourplace_web.audit.append_only import execute

TABLE = "review_keptjudgement"
SENTENCE = "a judgement is never changed"
GUARDS = {
    "sqlite": (
        (
            f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_update BEFORE UPDATE ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        ),
    ),
    "postgresql": (
        (
            f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$"
        ),
        (
            f"CREATE OR REPLACE TRIGGER {TABLE}_no_change BEFORE UPDATE ON {TABLE} "
            f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()"
        ),
    ),
}
RELEASES = {
    "sqlite": (f"DROP TRIGGER IF EXISTS {TABLE}_no_update",),
    "postgresql": (f"DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE}",),
}


def guard(connection: BaseDatabaseWrapper) -> None:
    """Make the database refuse every change of a judgement."""
    execute(connection, GUARDS[connection.vendor])


def release(connection: BaseDatabaseWrapper) -> None:
    """Undo `guard`, for going back a version."""
    execute(connection, RELEASES[connection.vendor])
