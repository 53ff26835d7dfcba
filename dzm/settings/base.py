"""Settings of a production installation. Everything an operator decides comes from the environment
(see `.env.example`); what is missing stops the start with a clear sentence instead of failing later."""

from datetime import date
from pathlib import Path
from secrets import token_hex

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from dzm.settings.logs import logging_config
from dzm.settings.urls import broker_url, cache_url

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()

# --- What the operator decides -------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # former keys, as long as links in mails last
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
BASE_URL = env.str("BASE_URL").rstrip("/")  # absolute links in mails
CSRF_TRUSTED_ORIGINS = [BASE_URL]
DATABASES = {"default": env.db_url("DATABASE_URL")}
REDIS_URL = env.str("REDIS_URL")
PORTAL_VAR = Path(env.str("PORTAL_VAR"))
PORTAL_DEMO = env.bool("PORTAL_DEMO", default=False)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
LEAD_CONTACT_EMAIL = env.str("LEAD_CONTACT_EMAIL")
OPERATOR = {
    "name": env.str("OPERATOR_NAME", default=""),
    "legal_form": env.str("OPERATOR_LEGAL_FORM", default=""),
    "address": env.str("OPERATOR_ADDRESS", default=""),
    "represented_by": env.str("OPERATOR_REPRESENTED_BY", default=""),
    "email": env.str("OPERATOR_EMAIL", default="") or LEAD_CONTACT_EMAIL,
    "phone": env.str("OPERATOR_PHONE", default=""),
    "register": env.str("OPERATOR_REGISTER", default=""),
    "vat_id": env.str("OPERATOR_VAT_ID", default=""),
    "supervisor": env.str("OPERATOR_SUPERVISOR", default=""),
    "content_responsible": env.str("OPERATOR_CONTENT_RESPONSIBLE", default=""),
    "data_protection_officer": env.str("OPERATOR_DATA_PROTECTION_OFFICER", default=""),
    "dsa_contact": env.str("OPERATOR_DSA_CONTACT", default="") or LEAD_CONTACT_EMAIL,
    "accessibility_contact": env.str("OPERATOR_ACCESSIBILITY_CONTACT", default=""),
    "ombuds_email": env.str("OPERATOR_OMBUDS_EMAIL", default=""),
    "ombuds_url": env.str("OPERATOR_OMBUDS_URL", default=""),
    "monitoring_email": env.str("OPERATOR_MONITORING_EMAIL", default=""),
    "monitoring_url": env.str("OPERATOR_MONITORING_URL", default=""),
}
ACCESSIBILITY_FILE = env.str("ACCESSIBILITY_FILE", default="")  # the operator's own statement, see legal/data/
SIGN_LANGUAGE_URL = env.str(
    "SIGN_LANGUAGE_URL", default=""
)  # of a video in German Sign Language; the page says if there is none
REPORT_WORKING_DAYS = env.int("REPORT_WORKING_DAYS", default=5)  # until a report of content is answered
BARRIER_WORKING_DAYS = env.int("BARRIER_WORKING_DAYS", default=10)  # until a barrier is answered
STARTED = token_hex(4)  # pages that were kept before the last start may come from other settings or another release
PUBLIC_PAGE_SECONDS = 600  # for which a page for everybody is kept at most; a change ends it at once
PUBLIC_FORM_SECONDS = 3  # before which nobody has filled in a public form
PUBLIC_FORM_HOURS = 24  # after which it asks to be sent again
# Data protection. The legal basis of a purpose and how long data is kept are the operator's decisions; the purposes,
# data classes and defaults stand in core/purposes.py and in the rooms. A system check refuses what does not exist.
LEGAL_BASES = env.dict("LEGAL_BASES", default={})  # purpose=basis, e.g. account=public_task
RETENTION = env.dict("RETENTION", default={})  # data class=period: 7d, 24m, 3y, 3y-end (to the end of that year)
ERASURE_GRACE_DAYS = env.int("ERASURE_GRACE_DAYS", default=3)  # in which an erasure can be withdrawn
THIRD_PARTY_NOTICE_DAYS = min(env.int("THIRD_PARTY_NOTICE_DAYS", default=0), 28)  # the law allows one month
# Last day on which grants must be proven, 2031-12-31 for example; none: no grant asks for it
GRANT_RETENTION_UNTIL = env("GRANT_RETENTION_UNTIL", cast=date.fromisoformat, default=None)
# Who works with data on behalf of the operator: [{"name": ..., "task": ..., "place": ...}, ...]
PROCESSORS = env.json("PROCESSORS", default=[])
SUPERVISORY_AUTHORITY = {
    "name": env.str(
        "SUPERVISORY_AUTHORITY_NAME",
        default="Landesbeauftragte für Datenschutz und Informationsfreiheit Nordrhein-Westfalen",
    ),
    "contact": env.str("SUPERVISORY_AUTHORITY_CONTACT", default=""),
}

# --- Application ---------------------------------------------------------------------------------
INSTALLED_APPS = [
    "core",
    "charts",
    "scheduling",
    "files",
    "mail",
    "regions",
    "taxonomy",
    "search",
    "accounts",
    "links",
    "organisations",
    "contactlog",
    "companies",
    "startups",
    "landscape",
    "matchmaking",
    "board",
    "events",
    "newsletter",
    "outcomes",
    "meetings",
    "legal",
    "shares",
    "cooperation",
    "radar",
    "projects",
    "reporting",
    "privacy",
    "transfer",
    "demo",
    "dzm.apps.DzmConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "django.contrib.admin",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.PermissionsPolicyMiddleware",
    "core.middleware.UserLocaleMiddleware",
    "core.outages.OutageMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "files.middleware.BodySizeMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "accounts.middleware.LastUseMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "core.middleware.StateConflictMiddleware",
    "organisations.middleware.MergedOrganisationMiddleware",
]

ROOT_URLCONF = "dzm.urls"
WSGI_APPLICATION = "dzm.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dzm.context.portal",
            ],
            "builtins": ["core.templatetags.portal"],
        },
    },
    # For pages written while the portal cannot answer: without the context that every other page has.
    {
        "NAME": "errors",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"builtins": ["core.templatetags.portal"]},
    },
]
FORM_RENDERER = "core.forms.KernRenderer"

# --- Database and queue --------------------------------------------------------------------------
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["ATOMIC_REQUESTS"] = False

CACHES = {
    "default": {"BACKEND": "core.caching.RedisCache", "LOCATION": cache_url(REDIS_URL)},
    # Pieces of pages that are the same for everybody, in the memory of each process: nothing that one person reads
    "pieces": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pieces",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
}

CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True  # job state lives in PostgreSQL, not in a result backend
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_POOL_LIMIT = 4
# A broker outage must not hold up a page: give up quickly, the row stays queued, the sweeper delivers.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,  # seconds; longer than the longest task
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 1,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_TIMEZONE = "Europe/Berlin"
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "core.heartbeat", "schedule": 20.0},
    "invitations-hourly": {"task": "organisations.expire_invitations", "schedule": crontab(minute=40)},
    "duplicates-nightly": {"task": "organisations.find_duplicates", "schedule": crontab(hour=3, minute=50)},
    "privacy-sweep": {"task": "privacy.sweep", "schedule": 60.0},
    "retention-nightly": {"task": "privacy.retain", "schedule": crontab(hour=4, minute=45)},
    "timers-sweep": {"task": "scheduling.sweep", "schedule": 60.0},
    "timers-nightly": {"task": "scheduling.replan_all", "schedule": crontab(hour=3, minute=20)},
    "newsletter-pump": {"task": "newsletter.pump", "schedule": 10.0},
    "mail-sweep": {"task": "mail.sweep", "schedule": 60.0},
    "matching-sweep": {"task": "matchmaking.sweep", "schedule": 60.0},
    "search-nightly": {"task": "search.rebuild", "schedule": crontab(hour=5, minute=25)},
    "matching-nightly": {"task": "matchmaking.match_everything", "schedule": crontab(hour=2, minute=15)},
    "sessions-nightly": {"task": "accounts.clear_sessions", "schedule": crontab(hour=4, minute=20)},
    "files-nightly": {"task": "files.remove_orphans", "schedule": crontab(hour=4, minute=35)},
    "transfer-sweep": {"task": "transfer.sweep", "schedule": 60.0},
    "timetables-sweep": {"task": "events.sweep_timetables", "schedule": 60.0},
    "counts-sweep": {"task": "reporting.sweep_counts", "schedule": 60.0},
    "learning-nightly": {"task": "matchmaking.learn", "schedule": crontab(hour=1, minute=45)},
    "landscape-nightly": {"task": "landscape.refresh_all", "schedule": crontab(hour=4, minute=5)},
    "landscape-views": {"task": "landscape.carry_over_views", "schedule": crontab(minute="*/10")},
    "figures-nightly": {"task": "reporting.freeze_figures", "schedule": crontab(hour=5, minute=10)},
    "cooperation-nightly": {"task": "cooperation.prepare_numbers", "schedule": crontab(hour=1, minute=5)},
    "radar-nightly": {"task": "radar.watch", "schedule": crontab(hour=5, minute=40)},
}
CELERY_IMPORTS = ("matchmaking.learning.tasks", "matchmaking.lexicon.tasks")
CELERY_BEAT_SCHEDULE_FILENAME = str(PORTAL_VAR / "beat-schedule")

# --- Login ---------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {"signup": "accounts.forms.SignUpForm"}
ACCOUNT_PREVENT_ENUMERATION = True  # a page says the same for known and unknown addresses, the mail tells which
ACCOUNT_RATE_LIMITS = {  # per address of the network ("ip": a firm behind one counts as one) and per account ("key")
    "login": "30/m/ip",
    "login_failed": "20/5m/ip,5/5m/key",
    "signup": "10/m/ip,60/h/ip",
    "reset_password": "10/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "confirm_email": "1/3m/key",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "report": "10/h/ip",  # ours: public forms
    "need_draft": "30/h/ip",  # ours: drafts of needs that begin
    "need_mail": "20/h/ip,5/d/key",  # ours: mails about a draft, so that nobody's mailbox is filled by others
    "newsletter_mail": "20/h/ip,3/d/key",  # ours: nobody's mailbox is filled by others
    "event_mail": "30/h/ip,5/d/key",  # ours: registrations of guests; a whole course may register from one network
    "event_note": "60/h/ip,5/d/key",  # ours: notes of guests; all tables of an event may share one network
    "suggest": "300/m/ip",  # ours: suggestions while somebody types
    "find_organisation": "60/h/user",  # ours: nobody tries out names to learn who takes part
}
ALLAUTH_TRUSTED_PROXY_COUNT = (
    1 if env.bool("SECURE_PROXY", default=True) else 0
)  # else the proxy is limited, not who asks
ACCOUNT_EMAIL_NOTIFICATIONS = True  # who did not change password or second factor themselves learns of it
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "DZM-Portal"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off; wrong codes are limited like wrong passwords
MFA_FORMS = {"authenticate": "accounts.forms.SignInCodeForm", "reauthenticate": "accounts.forms.ConfirmCodeForm"}
NEED_CONFIRM_DAYS = env.int("NEED_CONFIRM_DAYS", default=14)  # for which the link works that hands in a draft
NEED_DRAFT_BROWSER_DAYS = env.int("NEED_DRAFT_BROWSER_DAYS", default=14)  # for which a browser finds its draft again
INVITATION_DAYS = env.int("INVITATION_DAYS", default=14)
SMALLEST_SHOWN_COUNT = env.int("SMALLEST_SHOWN_COUNT", default=3)  # firms behind a figure; fewer could be found out
OPEN_DATA_LICENCE = env.str("OPEN_DATA_LICENCE", default="dl-by-de/2.0")  # of dcat-ap.de/def/licenses
OPEN_DATA_CONTRIBUTOR = env.str("OPEN_DATA_CONTRIBUTOR", default="")  # IRI that GovData or Open.NRW gives out
FIGURES_FREEZE_DAYS = env.int("FIGURES_FREEZE_DAYS", default=10)  # after a month, for what is entered late
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60

# --- Mail: everything goes through the outbox, allauth's messages too ---------------------------
EMAIL_BACKEND = "mail.backend.OutboxBackend"
MAIL_TRANSPORT = "mail.transport.SmtpTransport"
# Kinds of letters that a lead reads, changes or stops before they leave; empty: everything goes at once
MAIL_HELD_KINDS = env.list("MAIL_HELD_KINDS", default=["introduction.company_asked", "introduction.provider_asked"])
DIGEST_HOUR = env.int("DIGEST_HOUR", default=7)  # of the day, local time; then the daily summaries leave
EMAIL_USE_LOCALTIME = True  # the Date of a mail names its time zone; without, it says that nobody knows it
EMAIL_TIMEOUT = 20  # seconds per answer of the mail server; a silent one must not block a worker
vars().update(env.email_url("EMAIL_URL") | {"EMAIL_BACKEND": EMAIL_BACKEND})

# --- Language and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "core.formats"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIMER_HOUR = env.int("TIMER_HOUR", default=8)  # of the day, at which reminders and ends are due
TIMER_NOTICE_DAYS = env.int("TIMER_NOTICE_DAYS", default=3)  # between the last reminder and an end, even after outages
# Account that escalations go to where a region has one lead only; none: that lead is told
ESCALATION_DEPUTY = env.str("ESCALATION_DEPUTY", default="")

# --- Files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = PORTAL_VAR / "static"
KERN_FOLDER = BASE_DIR / "node_modules" / "@kern-ux" / "native" / "dist"
STATICFILES_DIRS = [BASE_DIR / "static", ("kern", KERN_FOLDER)]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.fonts.FontFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.storage.PortalStaticStorage"},
    # Copies of personal data, for some days: beside the uploads, so that no backup holds them.
    "copies": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PORTAL_VAR / "copies"},
    },
}
# Uploads lie outside the web root and have no address; views hand them out after asking who may read them.
MEDIA_ROOT = PORTAL_VAR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_HANDLERS = [
    "files.handlers.LimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOAD_MAX_MB = env.int("UPLOAD_MAX_MB", default=10)  # one file
LOGO_MAX_MB = min(env.int("LOGO_MAX_MB", default=5), UPLOAD_MAX_MB)
UPLOAD_MAX_PIXELS = env.int("UPLOAD_MAX_PIXELS", default=40_000_000)
FILES_PER_NEED = env.int("FILES_PER_NEED", default=5)
# How many mails of an issue are handed over in a minute; 0: as many as possible. Ask whoever runs the mail server.
NEWSLETTER_PER_MINUTE = env.int("NEWSLETTER_PER_MINUTE", default=120)
NEWSLETTER_LEAVE_EMAIL = env("NEWSLETTER_LEAVE_EMAIL", default="")  # a mailbox somebody reads, for List-Unsubscribe
OPEN_INTERESTS_PER_PROVIDER = env.int("OPEN_INTERESTS_PER_PROVIDER", default=10)  # in needs on the board
REQUEST_MAX_MB = 4 * UPLOAD_MAX_MB  # up to here a form can say how large the file was; beyond, a page does
UPLOAD_SCANNER = env.str("UPLOAD_SCANNER", default="")  # dotted path of a function, see docs/operations.md
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
IMPORT_MAX_MEGABYTES = env.int("IMPORT_MAX_MEGABYTES", default=10)
IMPORT_MAX_ROWS = env.int("IMPORT_MAX_ROWS", default=50_000)
IMPORT_KEEP_DAYS = env.int("IMPORT_KEEP_DAYS", default=30)  # an import can be taken back as long
EXPORT_KEEP_DAYS = env.int("EXPORT_KEEP_DAYS", default=7)

# --- Security ------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if env.bool("SECURE_PROXY", default=True):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # KERN draws its icons from data: images
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- Logs: structured, without addresses and without personal data -------------------------------
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOGGING = logging_config(json=True)
