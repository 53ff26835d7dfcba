"""What accounts hold about people, with the tables of Django and allauth that belong to an account."""

from django.db.models import Q

from accounts.enums import ConsentPurpose
from core.personal import CLEAR, DELETE, PLACEHOLDER, SCRUB, acted, not_personal, person, personal, secret


def register() -> None:
    person("accounts.Contact")
    person("accounts.User")
    _register_accounts()
    _register_sign_in()
    _register_consents()
    _register_foreign_tables()


def _register_accounts() -> None:
    personal(
        "accounts.Contact",
        "account",
        subject=("", "user"),
        fields={"given_name": CLEAR, "family_name": CLEAR, "email": PLACEHOLDER, "phone": CLEAR},
        also=("language", "mail_wish", "created_at"),
    )
    not_personal("accounts.Contact", "language")
    personal("accounts.ContactRead", "accountability", subject="contact", also=("read_on", "reader_role", "place"))
    acted("accounts.ContactRead", reader="read_on")
    personal(
        "accounts.User",
        "account",
        subject=("", "contact"),
        fields={"email": PLACEHOLDER, "password": secret(PLACEHOLDER)},
        also=("language", "date_joined", "last_login", "is_active"),
    )
    not_personal("accounts.User", "language")
    personal(
        "accounts.PlatformRole",
        "account",
        subject="user",
        fields={"user": secret(DELETE)},
        also=("role", "region", "municipality", "granted_at"),
    )
    for between in ("accounts.User_groups", "accounts.User_user_permissions"):
        personal(between, "account", subject="user", fields={"user": secret(DELETE)})
    personal(
        "accounts.Bias",
        "accountability",
        subject="user",
        fields={"reason": SCRUB},
        also=("declared_at", "withdrawn_at"),
    )
    not_personal("accounts.Bias", "subject_type")
    personal(
        "accounts.Absence",
        "portal_work",
        subject=("user", "deputy"),
        fields={"note": SCRUB},
        also=("first_day", "last_day"),
    )
    acted("accounts.Absence", entered_by="entered_at")
    personal(
        "accounts.SavedFilter",
        "portal_work",
        subject="user",
        fields={"name": DELETE, "query": DELETE},
        also=("page", "created_at"),
    )


def _register_sign_in() -> None:
    personal(
        "accounts.Session",
        "security",
        subject="user",
        fields={
            "browser": DELETE,
            "system": DELETE,
            "session_key": secret(DELETE),
            "session_data": secret(DELETE),
        },
        also=("last_used_at", "expire_date"),
    )
    personal(
        "account.EmailAddress",
        "account",
        subject="user",
        addresses=("email",),
        fields={"email": DELETE},
        also=("verified", "primary"),
    )
    personal(
        "account.EmailConfirmation",
        "account",
        subject="email_address__user",
        fields={"key": secret(DELETE)},
        also=("created", "sent"),
    )
    personal(
        "mfa.Authenticator",
        "security",
        subject="user",
        fields={"data": secret(DELETE)},
        also=("type", "created_at", "last_used_at"),
    )


def _register_consents() -> None:
    not_personal("accounts.ConsentText", "text_de", "text_en", "sha256")
    personal(
        "accounts.Consent",
        "contact_release",
        subject="contact",
        among=Q(purpose=ConsentPurpose.CONTACT_RELEASE),
        also=("purpose", "text", "organisation", "language", "channel", "given_at", "withdrawn_at"),
    )
    not_personal("accounts.Consent", "language")
    acted("accounts.Consent", recorded_by="given_at")


def _register_foreign_tables() -> None:
    personal(
        "admin.LogEntry",
        "accountability",
        subject="user",
        fields={"object_repr": SCRUB, "change_message": SCRUB},
        also=("action_time",),
    )
    not_personal("admin.LogEntry", "object_id")
    not_personal("auth.Permission", "name", "codename")
    not_personal("auth.Group", "name")
    not_personal("contenttypes.ContentType", "app_label", "model")
    not_personal("sessions.Session", "session_key", "session_data")  # stays empty: sessions are accounts.Session
