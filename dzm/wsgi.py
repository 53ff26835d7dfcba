"""WSGI entry point: `gunicorn dzm.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dzm.settings.base")
application = get_wsgi_application()

# The search reads dictionaries for some seconds: here, so that nobody's first search waits for them, and with
# --preload all processes of the server share their memory.
from search.analysis import lexicon_words, telling_concepts  # noqa: E402 - needs the applications

lexicon_words()
telling_concepts()
