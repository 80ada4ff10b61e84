"""Make the database itself refuse to change a judgement."""

from django.db import migrations

from ourplace_web.review.append_only import guard, release


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda _apps, schema_editor: guard(schema_editor.connection),
            lambda _apps, schema_editor: release(schema_editor.connection),
        )
    ]
