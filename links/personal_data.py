"""What links hold about people: to whom they were sent."""

from django.utils.translation import gettext_lazy as _

from core.personal import DELETE, DataClass, not_personal, personal, register_data_class, secret

LINKS = DataClass("link", _("Links in mails"), _("the day the link runs out"), _("the links are deleted"), "90d")


def register() -> None:
    register_data_class(LINKS)
    personal(
        "links.SignedLink",
        "portal_work",
        subject="contact",
        fields={"code": secret(DELETE)},
        also=("purpose", "created_at", "expires_at", "used_at"),
    )
    not_personal("links.SignedLink", "purpose", "key", "subject_type", "language")
