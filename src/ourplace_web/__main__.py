"""Django's own commands: `python -m ourplace_web migrate`, `check --deploy`, `makemigrations`."""

import os
import sys

from django.core.management import execute_from_command_line

from ourplace_web.environment import prepare_home, read_environment

if __name__ == "__main__":
    environment = read_environment()
    if not environment.serves_others:
        prepare_home(environment.home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ourplace_web.settings")
    execute_from_command_line([f"{sys.executable} -m ourplace_web", *sys.argv[1:]])
