"""The saved filters above a list, one click each, and the form that saves the present one."""

from django import template
from django.urls import reverse

from accounts.forms import SaveFilterForm
from accounts.saving import LISTS, clean_query, saved_filters

register = template.Library()


@register.inclusion_tag("accounts/_filters.html", takes_context=True)
def filter_bar(context, page: str) -> dict:
    """`page` names the list, see `FilterPage`."""
    request = context["request"]
    present, saved = clean_query(request.GET), saved_filters(request, page)
    is_known = any(each.query == present for each in saved)
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "list_url": reverse(LISTS[page]),
        "saved": [(each, each.query == present) for each in saved],
        "save_form": SaveFilterForm(initial={"page": page, "query": present}, auto_id="filter-%s")
        if present and not is_known
        else None,
    }
