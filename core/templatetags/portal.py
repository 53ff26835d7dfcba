"""Template vocabulary of the portal: states, tags, icons, charts, dates. A builtin of every template."""

import datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.db import models
from django.forms.boundfield import BoundField
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.personal import purposes
from core.text import euros

register = template.Library()

RING_LENGTH = 263.9  # circumference of the ring of radius 42 in its 100 x 100 drawing
SOON_DAYS = 14  # up to here a date is told as a distance


@register.inclusion_tag("_status.html")
def status(what: Any, tone: str = "") -> dict:
    """Show the state of a case with its sign. `what` is an object with a workflow, or the words themselves.

    `tone` is open (rests), run, done, end or act (somebody has to do something); an object brings its own.
    """
    if isinstance(what, models.Model):
        return {"label": what.workflow.label_of(what), "tone": tone or tone_of(what)}
    return {"label": what, "tone": tone if tone != "open" else ""}


def tone_of(obj: models.Model) -> str:
    """Return the sign of the object's state: it rests, runs, has reached its aim, or has ended without."""
    workflow, state = obj.workflow, obj.workflow.state_of(obj)
    if state in workflow.fulfilled:
        return "done"
    if state in workflow.terminal:
        return "end"
    return "" if state == workflow.initial else "run"


@register.inclusion_tag("_privacy_note.html", takes_context=True)
def privacy_note(context: RequestContext, purpose: str, brief: bool = False) -> dict:
    """Say next to a form what the data is for; `purpose` is a slug of the register. `brief`: the sentence and the link
    only, where a page has several small forms; staff at work on a case do without."""
    user = getattr(context.get("request"), "user", None)
    return {
        "purpose": purposes()[purpose],
        "is_left_out": brief and user is not None and user.is_authenticated and user.moderates,
        "is_brief": brief,
        "operator": settings.OPERATOR,
        "authority": settings.SUPERVISORY_AUTHORITY,
    }


@register.simple_tag
def tag_region(region: Any, place: str = "") -> SafeString:
    """Show a region as a tag: the counties in pine, partner regions in copper, everything else plain."""
    if region.kind == "partner":
        return format_html('<span class="dzm-tag dzm-tag--partner">{}</span>', _("Partner region %s") % region)
    label = f"{region}, {place}" if place and place != str(region) else str(region)
    tone = "dzm-tag" if region.kind in ("county", "area") else "dzm-tag dzm-tag--plain"
    return format_html('<span class="{}">{}</span>', tone, label)


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Show a KERN icon. It is decoration unless `label` gives it words; `size` is small or large."""
    classes = f"kern-icon kern-icon--{name}" + (f" kern-icon--{size}" if size else "")
    drawing = format_html('<span class="{}" aria-hidden="true"></span>', classes)
    return format_html('{}<span class="kern-sr-only">{}</span>', drawing, label) if label else drawing


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word: "Jana Maria Wortmann" -> "JW"."""
    words = str(name).split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.simple_tag
def score_ring(score: float, partner: bool = False) -> SafeString:
    """Draw a score of 0 to 100 as a ring with its rounded number in the middle."""
    whole = round(score)
    return format_html(
        '<svg class="dzm-score__ring" viewBox="0 0 100 100" role="img" aria-label="{}">'
        '<circle class="dzm-ring__bg" cx="50" cy="50" r="42"/>'
        '<circle class="dzm-ring__fg{}" cx="50" cy="50" r="42" stroke-dasharray="{} {}" transform="rotate(-90 50 50)"/>'
        '<text class="dzm-ring__n" x="50" y="51">{}</text></svg>',
        _("Fit %d of 100") % whole,
        " dzm-ring__fg--partner" if partner else "",
        f"{RING_LENGTH * min(max(score, 0), 100) / 100:.1f}",
        RING_LENGTH,
        whole,
    )


@register.simple_tag
def bar(value: float, maximum: float, partner: bool = False, size: str = "") -> SafeString:
    """Draw `value` as a bar against `maximum` (> 0); a negative value in grey. `size` "mini" for table cells.

    Decoration only: the number itself must stand next to it.
    """
    width = f"{min(abs(value) / maximum, 1) * 100:.1f}"
    tone = "dzm-bar__minus" if value < 0 else "dzm-bar__fg dzm-bar__fg--partner" if partner else "dzm-bar__fg"
    return format_html(
        '<svg{} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="dzm-bar__bg" width="100" height="10"/><rect class="{}" width="{}" height="10"/></svg>',
        SafeString(' class="dzm-minibar"') if size == "mini" else "",
        tone,
        width,
    )


@register.filter
def points(value: float, decimals: int = 0) -> str:
    """Return points with their sign as they are added up: "+36", "0", "−4"; `decimals` places after the comma."""
    rounded = round(value, decimals)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{number_format(abs(rounded), decimals)}"


@register.simple_tag(takes_context=True)
def query_transform(context: RequestContext, **changes: Any) -> str:
    """Return the query string of this page with `changes`; None or "" removes a parameter, other filters stay."""
    # Not by a copy of the QueryDict: that is a deep one, and a list of pages would pay for it with each link.
    pairs: list[tuple[str, Any]] = []
    for name, values in context["request"].GET.lists():
        if name in changes:
            values = [changes.pop(name)] if changes[name] not in (None, "") else []
        pairs += [(name, value) for value in values]
    pairs += [pair for pair in changes.items() if pair[1] not in (None, "")]
    return f"?{urlencode(pairs)}"


@register.simple_tag(takes_context=True)
def page_links(context: RequestContext, page: Page) -> SafeString:
    """Show the links to the pages of a list, other filters stay; nothing where there is one page. Not a template: it
    stands below every list, and took longer than what the list shows."""
    if not page.has_other_pages():
        return SafeString("")
    links = []
    if page.has_previous():
        words = icon("chevron-left") + _said(_("Previous page"))
        links.append(_page_link(context, page.previous_page_number(), words, "prev"))
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        if number == page.paginator.ELLIPSIS:
            links.append(SafeString('<span aria-hidden="true">…</span>'))
        elif number == page.number:
            links.append(format_html('<span aria-current="page">{} {}</span>', _said(_("Page")), number))
        else:
            links.append(_page_link(context, number, format_html("{} {}", _said(_("Page")), number)))
    if page.has_next():
        words = _said(_("Next page")) + icon("chevron-right")
        links.append(_page_link(context, page.next_page_number(), words, "next"))
    return format_html('<nav class="dzm-pages" aria-label="{}">{}</nav>', _("Pages"), SafeString("".join(links)))


def _page_link(context: RequestContext, number: int, words: SafeString, relation: str = "") -> SafeString:
    address = query_transform(context, page=number)
    rel = format_html(' rel="{}"', relation) if relation else ""
    return format_html('<a{} href="{}">{}</a>', rel, address, words)


def _said(words: str) -> SafeString:
    """Return words for those who do not see the page."""
    return format_html('<span class="kern-sr-only">{}</span>', words)


@register.simple_tag
def is_optional(field: BoundField) -> bool:
    """Whether the label says that the field may stay empty. Forms that only filter turn it off (`mark_optional`);
    forms that begin as a draft name what is `needed_to_hand_in`."""
    if field.field.required or field.name in getattr(field.form, "needed_to_hand_in", ()):
        return False
    return getattr(field.form, "mark_optional", True)


@register.filter
def focus_id(field: BoundField) -> str:
    """Return the id of the first control of a field, the place an error link jumps to."""
    return field.id_for_label or next((control.id_for_label for control in field.subwidgets), field.auto_id)


def _local_date(when: datetime.date | datetime.datetime) -> datetime.date:
    return timezone.localdate(when) if isinstance(when, datetime.datetime) else when


@register.filter
def day(when: datetime.date | datetime.datetime | None) -> str:
    """Return a date in words with its weekday: "Montag, 23. November 2026"."""
    return date_format(_local_date(when), pgettext("date format with weekday", "l, j F Y")) if when else ""


register.filter("euros", euros)


@register.filter
def iso(when: datetime.datetime) -> str:
    """Return a moment for the `datetime` of an element, to the second."""
    return timezone.localtime(when).isoformat(timespec="seconds")


@register.filter
def is_overdue(when: datetime.date | datetime.datetime | None) -> bool:
    return bool(when) and _local_date(when) < timezone.localdate()


@register.filter
def relative_due(when: datetime.date | datetime.datetime | None) -> str:
    """Return how far a deadline is away: "4 days overdue", "today", "in 3 days", later the date itself."""
    if not when:
        return ""
    date = _local_date(when)
    days = (date - timezone.localdate()).days
    if days < 0:
        return ngettext("%(days)d day overdue", "%(days)d days overdue", -days) % {"days": -days}
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days <= SOON_DAYS:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return date_format(date, "DATE_FORMAT")


@register.simple_tag
def due(when: datetime.date | datetime.datetime | None) -> SafeString | str:
    """Show a deadline as a distance, marked where it has passed; the exact date is kept for machines and as title."""
    if not when:
        return ""
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        _local_date(when).isoformat(),
        day(when),
        SafeString(' class="dzm-late"') if is_overdue(when) else "",
        relative_due(when),
    )


class _HeadNode(template.Node):
    """Writes what stands inside once for browsers and search engines and once for those who share the page."""

    def __init__(self, inside: template.NodeList, pattern: str):
        self.inside, self.pattern = inside, pattern

    def render(self, context) -> SafeString:
        text = " ".join(unescape(self.inside.render(context)).split())
        return format_html(self.pattern, text)


@register.tag
def page_title(parser, token) -> _HeadNode:
    """`{% page_title %}...{% endpage_title %}` is the title of the page, and that of a link to it."""
    inside = parser.parse(("endpage_title",))
    parser.delete_first_token()
    return _HeadNode(
        inside,
        '<title>{0} – Digitales Zentrum Mittelstand</title><meta property="og:title" content="{0}">',
    )


@register.tag
def page_description(parser, token) -> _HeadNode:
    """`{% page_description %}...{% endpage_description %}` says in one or two sentences what is on the page."""
    inside = parser.parse(("endpage_description",))
    parser.delete_first_token()
    return _HeadNode(inside, '<meta name="description" content="{0}"><meta property="og:description" content="{0}">')
