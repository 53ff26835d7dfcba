"""Settings of the embedded installation that `./portal up` starts: everything on this machine, plain HTTP
on 127.0.0.1, mails written to files. The launcher sets the variables; defaults keep single commands usable."""

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_VAR = os.environ.setdefault("PORTAL_VAR", str(_ROOT / "var"))
for _name, _value in {
    "SECRET_KEY": "only-for-commands-that-never-serve-a-page",
    "ALLOWED_HOSTS": "127.0.0.1,localhost",
    "BASE_URL": "http://127.0.0.1:8000",
    "DATABASE_URL": f"postgres://portal@/{_VAR}/pg/run/portal",
    "REDIS_URL": f"unix://{_VAR}/vk/vk.sock?db=0",
    "DEFAULT_FROM_EMAIL": "DZM-Portal <portal@dzm.example>",
    "LEAD_CONTACT_EMAIL": "kontakt@dzm.example",
    "EMAIL_URL": f"filemail:///{_VAR}/mails",
    "SECURE_SSL_REDIRECT": "false",
    "SECURE_PROXY": "false",
    "OPERATOR_NAME": "Digitales Zentrum Mittelstand GmbH (Demo-Installation)",
}.items():
    os.environ.setdefault(_name, _value)

from dzm.settings.base import *  # noqa: E402, F403
from dzm.settings.base import PORTAL_VAR, env, logging_config  # noqa: E402

if env.str("EMAIL_URL").startswith("filemail:"):
    MAIL_TRANSPORT = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = PORTAL_VAR / "mails"
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # passkeys on http://localhost; browsers allow it there alone
LOGGING = logging_config(json=False)
