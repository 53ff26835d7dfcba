"""The hits of the page as HTML. A template takes longer for twenty of them than the index does to find them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from html import escape

from django.utils import formats
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from search.highlighting import Shown
from search.models import Document
from search.registry import Source

_escaped = partial(escape, quote=True)


def entries(documents: Sequence[Document], marks: Mapping[int, Shown], kinds: Mapping[str, Source]) -> SafeString:
    """Return `documents` as items of a list, with what `highlighting.shown` made of them."""
    return SafeString("".join(_entry(each, marks[each.pk], kinds.get(each.kind)) for each in documents))


def _entry(document: Document, shown: Shown, source: Source | None) -> str:
    text = f'<p class="dzm-small">{shown.excerpt}</p>' if shown.excerpt else ""
    return (
        f'<li class="dzm-entry" lang="{shown.language}"><h3 class="dzm-entry__title">'
        f'<a href="{_escaped(document.url)}">{shown.title}</a></h3>{text}'
        f'<p class="dzm-meta" lang="{get_language()}">{"".join(_meta(document.changed_at, source))}</p></li>'
    )


def _meta(changed_at: datetime | None, source: Source | None) -> Iterator[str]:
    if source:
        yield f"<span>{_escaped(str(source.label))}</span>"
    if changed_at:
        date = formats.date_format(localtime(changed_at), "DATE_FORMAT")
        yield f'<span class="dzm-nowrap">{_escaped(_("As of %(date)s") % {"date": date})}</span>'
