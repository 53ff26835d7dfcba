"""Contact persons, for exports alone: one row per person and organisation."""

from django.utils.translation import gettext_lazy

from transfer.columns import Column

COLUMNS = (
    Column(
        "organisation_id", gettext_lazy("Number of the organisation in the portal"), value=lambda m: m.organisation_id
    ),
    Column("organisation", gettext_lazy("Organisation"), value=lambda m: m.organisation.name),
    Column("postcode", gettext_lazy("Postcode"), value=lambda m: m.organisation.postcode),
    Column("city", gettext_lazy("Town"), value=lambda m: m.organisation.city),
    Column("given_name", gettext_lazy("First name"), value=lambda m: m.contact.given_name),
    Column("family_name", gettext_lazy("Last name"), value=lambda m: m.contact.family_name),
    Column("title", gettext_lazy("Position"), value=lambda m: m.title),
    Column("role", gettext_lazy("Role"), value=lambda m: m.get_role_display()),
    Column("email", gettext_lazy("E-mail address"), value=lambda m: m.contact.email),
    Column("phone", gettext_lazy("Phone"), value=lambda m: m.contact.phone),
    Column("language", gettext_lazy("Language"), value=lambda m: m.contact.language),
)
