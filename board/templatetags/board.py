"""The board on the pages of a need: for the company, for the lead, and beside the proposals."""

from django import template

from board.checklist import posting_checklist, posting_of
from board.models import Posting
from board.permissions import can_agree_to_posting, can_post_need
from board.selectors import interests_in

register = template.Library()


@register.inclusion_tag("board/_panel.html", takes_context=True)
def board_panel(context, need) -> dict:
    """What a lead sees of the board on the page of a need."""
    user, posting, checklist = context["request"].user, posting_of(need), posting_checklist(need)
    missing = [item for item in checklist if not item.is_done]
    return {
        "need": need,
        "posting": posting,
        "checklist": checklist,
        "is_on_board": Posting.objects.on_board().filter(need=need).exists(),
        "can_post": can_post_need(user, need) and posting and posting.state in ("waiting", "off") and not missing,
    }


@register.inclusion_tag("board/_section.html", takes_context=True)
def board_section(context, need) -> dict:
    """What a member of the company sees of the board on the page of its need."""
    posting = posting_of(need)
    return {
        "need": need,
        "posting": posting,
        "is_on_board": Posting.objects.on_board().filter(need=need).exists(),
        "is_asked": need.is_open and need.confidentiality == "board" and (posting is None or not posting.has_consent),
        "can_agree": need.is_open and can_agree_to_posting(context["request"].user, need),
    }


@register.inclusion_tag("board/_interests.html")
def board_interests(need) -> dict:
    """The providers that have expressed interest, for the lead."""
    return {"need": need, "interests": interests_in(need)}
