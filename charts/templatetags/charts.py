"""`{% chart chart %}`: a chart with its words and its table."""

from django import template
from django.utils.html import format_html_join

from charts.data import Chart
from charts.svg import SIZES

register = template.Library()


@register.inclusion_tag("charts/chart.html")
def chart(chart: Chart, level: int = 3) -> dict:
    """Draw `chart` for desk and phone, with caption and table. `level` is that of its heading."""
    drawings = [] if chart.is_empty else [chart.draw(size) for size in SIZES]
    drawn = [(drawing, format_html_join("", "{}", ((each,) for each in drawing.elements))) for drawing in drawings]
    return {"chart": chart, "level": level, "drawn": drawn}
