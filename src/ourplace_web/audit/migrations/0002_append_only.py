"""Make the database itself refuse to change or delete an entry."""

from django.db import migrations

from ourplace_web.audit.append_only import guard, release


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda _apps, schema_editor: guard(schema_editor.connection),
            lambda _apps, schema_editor: release(schema_editor.connection),
        )
    ]
