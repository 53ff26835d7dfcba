"""The panel on the page of an organisation: who looks after it, its latest contacts, and the form for a new one."""

from uuid import uuid4

from django import template

from contactlog.forms import EntryForm, OwnerForm
from contactlog.models import ContactEntry
from contactlog.permissions import can_view_log, can_write_log

register = template.Library()

LATEST = 3


@register.inclusion_tag("contactlog/_panel.html", takes_context=True)
def contact_panel(context, organisation) -> dict:
    """Empty for everybody who may not read the log, above all for the organisation's own people."""
    user = context["request"].user
    if not can_view_log(user, organisation):
        return {}
    entries = ContactEntry.objects.visible_to(user).valid().filter(organisation=organisation)
    writes = can_write_log(user, organisation)
    return {
        **_around(context, organisation),
        "entries": entries.for_list()[:LATEST],
        "number": entries.count(),
        "entry_form": EntryForm(organisation=organisation, author=user) if writes else None,
        "form_key": uuid4(),
    }


@register.inclusion_tag("contactlog/_owner.html", takes_context=True)
def owner_panel(context, organisation) -> dict:
    user = context["request"].user
    if not can_view_log(user, organisation):
        return {}
    form = OwnerForm(initial={"owner": organisation.owner_id}) if can_write_log(user, organisation) else None
    return {**_around(context, organisation), "owner_form": form}


def _around(context, organisation) -> dict:
    return {
        "organisation": organisation,
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def facts_of(kind, row) -> list[str]:
    """Return what a list says about a case besides its title."""
    return list(kind.describe(row))


@register.simple_tag(takes_context=True)
def may_write_log(context, organisation) -> bool:
    return can_write_log(context["request"].user, organisation)
