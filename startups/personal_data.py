"""What offers hold about people. Their texts belong to the organisation; names of people go out of them."""

from core.personal import SCRUB, acted, not_personal, personal


def register() -> None:
    personal(
        "startups.Offer",
        "cases",
        subject="contact",
        fields=dict.fromkeys(
            ("title", "description", "title_en", "description_en", "price_note", "review_note"), SCRUB
        ),
        also=("number", "organisation", "state", "created_at", "submitted_at", "published_at"),
    )
    not_personal("startups.Offer", "form_key", "number")
    acted("startups.Offer", created_by="created_at")
    personal(
        "startups.OfferTeaser",
        "cases",
        subject="offer__contact",
        fields={"title": SCRUB, "text": SCRUB},
        also=("version", "written_at"),
    )
    acted("startups.OfferTeaser", written_by="written_at", checked_by="checked_at")
    personal(
        "startups.OfferRevision",
        "cases",
        subject="submitted_by",
        fields={"content": SCRUB, "review_note": SCRUB},
        also=("state", "submitted_at", "reviewed_at"),
    )
    acted("startups.OfferRevision", reviewed_by="reviewed_at")
    personal("startups.Reference", "cases", fields={"title": SCRUB, "text": SCRUB})  # of the organisation
