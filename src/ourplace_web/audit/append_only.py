"""The database's own refusal to change or delete an entry of the log, whoever asks."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "audit_entry"
SENTENCE = "an entry of the audit log is never changed or deleted"
SQLITE = tuple(
    (
        f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{action.lower()} BEFORE {action} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    )
    for action in ("UPDATE", "DELETE")
)
POSTGRESQL = (
    (
        f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$"
    ),
    (
        f"CREATE OR REPLACE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()"
    ),
)
GUARDS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
RELEASES = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {TABLE}_no_{action}" for action in ("update", "delete")),
    "postgresql": (f"DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE}",),
}


def guard(connection: BaseDatabaseWrapper) -> None:
    """Make the database refuse every change of an entry."""
    execute(connection, GUARDS[connection.vendor])


def release(connection: BaseDatabaseWrapper) -> None:
    """Undo `guard`: for going back a version, and for tests that empty the tables between them."""
    execute(connection, RELEASES[connection.vendor])


def execute(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    """Carry out statements in their order."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
