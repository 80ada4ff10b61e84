"""Django's own commands: `python -m ourplace_web migrate`, `check --deploy`, `makemigrations`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ourplace_web.settings")
    execute_from_command_line([f"{sys.executable} -m ourplace_web", *sys.argv[1:]])
