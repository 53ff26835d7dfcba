"""`{{ table|printed_rows }}`: the cells of a frozen table as its pack prints them."""

from typing import Any

from django import template
from django.utils import translation

from projects.packing.content import LANGUAGE
from projects.packing.render import printed

register = template.Library()


@register.filter
def printed_rows(table: dict[str, Any]) -> list[list[tuple[dict, str]]]:
    """Return the rows as pairs of column and text, in the language of the pack."""
    with translation.override(LANGUAGE):
        return [
            [(column, printed(value, column["kind"])) for value, column in zip(row, table["columns"], strict=True)]
            for row in table["rows"]
        ]
