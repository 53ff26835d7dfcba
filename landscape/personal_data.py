"""What the landscape holds about people. An entry is about an organisation; where that is one person, a sole trader for
example, its name, town, website and texts are about the person, and everybody reads them."""

from django.utils.translation import gettext_lazy as _

from core.personal import (
    SCRUB,
    DataClass,
    LegalBasis,
    Purpose,
    acted,
    not_personal,
    personal,
    register_data_class,
    register_purpose,
)

ENTRIES = DataClass(
    "landscape_entry",
    _("Entries in the landscape of competences"),
    _("the organisation is not shown any more"),
    _("an entry ends at once when the organisation decides so; the decision goes with the organisation"),
    None,
)
VIEWS = DataClass(
    "landscape_views",
    _("How often entries were opened"),
    _("the day"),
    _("the numbers are deleted"),
    "24m",
)
LANDSCAPE = Purpose(
    "landscape",
    _("Landscape of competences"),
    _("So that firms find who offers what, and who takes part in the network."),
    _(
        "What you enter here is shown to everybody, also outside the portal, once your entry is shown. Contact persons "
        "never are. You can end it at any time."
    ),
    LegalBasis.CONTRACT,
    _("Organisations that stand for one person, sole traders for example"),
    _("Name, town, website, texts, logo, offers, references; number of views per day, without who looked"),
    _("Everybody: the pages are public and may be found by search engines"),
    "landscape_entry",
    order=27,
)


def register() -> None:
    register_data_class(ENTRIES)
    register_data_class(VIEWS)
    register_purpose(LANDSCAPE)
    texts = ("line_de", "line_en", "taken_down_reason")
    personal("landscape.Entry", "landscape", fields=dict.fromkeys(texts, SCRUB))  # of the organisation
    not_personal("landscape.Entry", "code", "topics", "sectors", "languages")
    acted("landscape.Entry", chosen_by="chosen_at", taken_down_by="taken_down_at")
