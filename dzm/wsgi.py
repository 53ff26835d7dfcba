"""WSGI entry point: `gunicorn dzm.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dzm.settings.base")
application = get_wsgi_application()

# The search reads dictionaries for some seconds: here, so that nobody's first search waits for them, and with
# --preload all processes of the server share their memory. The database is not asked yet: edits come on top later.
from matchmaking.engine import load_resources  # noqa: E402
from search.analysis import lexicon_words, reading, telling_concepts  # noqa: E402 - needs the applications

with reading(load_resources(dictionary=None)):
    lexicon_words()
    telling_concepts()
# What is loaded by now stays for good: the search for garbage need not look through it again and again, and processes
# forked from this one go on sharing it.
gc.collect()
gc.freeze()
