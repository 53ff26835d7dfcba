"""The parts of the landscape that pages have by the hundred, as tags: see landscape/markup.py."""

from django import template

from landscape import markup

register = template.Library()
register.simple_tag(markup.options, name="facet_options")
register.simple_tag(markup.marks, name="map_marks")
register.simple_tag(markup.place_rows)
register.simple_tag(markup.availability)
