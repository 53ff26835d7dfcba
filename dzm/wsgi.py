"""WSGI entry point: `gunicorn dzm.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dzm.settings.base")
application = get_wsgi_application()
