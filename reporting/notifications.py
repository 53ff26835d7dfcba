"""The letter that tells municipal partners of new figures: where they are, never what they say."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import PlatformRole
from core.spans import Span
from mail.letters import Letter
from mail.links import absolute
from mail.services import post_to


def tell_partners(span: Span) -> None:
    """Tell everybody who answers for a municipality that the figures of `span` are frozen, once each."""
    granted = PlatformRole.objects.filter(role=Role.MUNICIPAL_PARTNER, user__is_active=True)
    for role in granted.select_related("user__contact", "municipality").order_by("pk"):
        person = getattr(role.user, "contact", None)
        if person:
            _tell(person, role.municipality, span)


def _tell(person, municipality, span: Span) -> None:
    address = reverse("reporting:municipality", query={"municipality": municipality.ags, "period": span.slug})

    def letter() -> Letter:
        names = {"period": span.label, "place": municipality.official_name}
        return Letter(
            subject=_("New figures for %(place)s: %(period)s") % names,
            greeting_name=person.full_name,
            paragraphs=(
                _("the figures of the period “%(period)s” are frozen. You read them for %(place)s and the county.")
                % names,
                _("For reasons of data protection they stand in the portal only, not in this mail."),
            ),
            action=(_("Read the figures"), absolute(address)),
        )

    post_to(person, letter, kind="figures.frozen", key=f"figures:{span.slug}:{municipality.ags}:{person.pk}")
