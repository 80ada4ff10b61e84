"""The website as a WSGI application, for a server to call."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ourplace_web.settings")
application = get_wsgi_application()
