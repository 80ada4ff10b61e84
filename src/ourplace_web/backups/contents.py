"""What a backup holds: every row that people made, every file that they brought, and nothing that can be made again."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from ourplace_web.environment import SECRET_KEY_NAME

# Sessions end with the machine that they were on; the rest is made by `migrate`.
LEFT_OUT = frozenset(
    {"sessions.session", "usersessions.usersession", "contenttypes.contenttype", "auth.permission", "auth.group"}
)
# What a run works out is worked out again by the next.
CACHE_FOLDER = ".ourplace"
FOLDERS = ("uploads", "studies")
FILES = (SECRET_KEY_NAME, "demo-password")


class Exact(DjangoJSONEncoder):
    """Times to the microsecond, of which Django keeps three digits."""

    def default(self, o: Any) -> Any:
        """Return what JSON can hold of a value."""
        return o.isoformat() if isinstance(o, dt.datetime) else super().default(o)


def kept_models() -> list[type[Model]]:
    """Return the models whose rows are kept, those that others refer to before them."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in LEFT_OUT and model._meta.managed and not model._meta.proxy  # noqa: SLF001
    ]
    ordered: list[type[Model]] = []
    while models:
        ready = [model for model in models if not referred_to(model) & set(models)] or models[:1]
        ordered += ready
        models = [model for model in models if model not in ready]
    return ordered


def referred_to(model: type[Model]) -> set[type[Model]]:
    """Return the other models that rows of a model refer to."""
    fields = [field for field in model._meta.get_fields() if field.many_to_one or field.one_to_one]  # noqa: SLF001
    related = {field.related_model for field in fields if field.concrete}
    return {other for other in related if isinstance(other, type) and other is not model}


def rows_of(model: type[Model]) -> Iterator[str]:
    """Yield each row of a model as one line of JSON, in the order of their keys."""
    rows = model._default_manager.order_by("pk").iterator(chunk_size=1_000)  # noqa: SLF001
    for row in rows:
        yield serializers.serialize("jsonl", [row], cls=Exact)


def migrations() -> list[str]:
    """Return the newest migration of each app: two websites with the same have the same tables."""
    return sorted(f"{app}.{name}" for app, name in MigrationLoader(connection).graph.leaf_nodes())


def kept_files(home: Path | None = None) -> Iterator[tuple[str, Path]]:
    """Yield each file that is kept, by its place under the data folder, in the order of their names."""
    base = home or Path(settings.HOME)
    for name in FILES:
        if (base / name).is_file():
            yield name, base / name
    for folder in FOLDERS:
        for path in sorted((base / folder).rglob("*")):
            place = path.relative_to(base)
            if path.is_file() and not path.is_symlink() and CACHE_FOLDER not in place.parts:
                yield place.as_posix(), path
