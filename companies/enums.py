from django.db import models
from django.utils.translation import gettext_lazy as _


class NeedState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    IN_QUALIFICATION = "in_qualification", _("In qualification")
    RETURNED = "returned", _("Returned with questions")
    QUALIFIED = "qualified", _("Qualified")
    MATCHING = "matching", _("Introductions under way")
    PAUSED = "paused", _("On hold")
    CLOSED_SOLVED = "closed_solved", _("Closed: solved")
    CLOSED_UNSOLVED = "closed_unsolved", _("Closed: unsolved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class NeedKind(models.TextChoices):
    UNSPECIFIED = "unspecified", _("Not decided yet")
    SOLUTION = "solution", _("A finished solution")
    PILOT = "pilot", _("Trying something out together")
    RESEARCH = "research", _("Research with a university")
    ADVICE = "advice", _("Advice")


class TimeFrame(models.TextChoices):
    NOW = "now", _("as soon as possible")
    QUARTER = "quarter", _("within three months")
    HALF_YEAR = "half_year", _("within six months")
    YEAR = "year", _("within a year")
    OPEN = "open", _("no fixed date")


class Budget(models.TextChoices):
    UNKNOWN = "unknown", _("not known yet")
    UNDER_5K = "under_5k", _("up to 5,000 euros")
    FROM_5K = "5k_25k", _("5,000 to 25,000 euros")
    FROM_25K = "25k_100k", _("25,000 to 100,000 euros")
    OVER_100K = "over_100k", _("more than 100,000 euros")

    @property
    def upper_bound_eur(self) -> int | None:
        """The most the firm wants to spend, in euros; None where it has not said or has no upper limit."""
        return {"under_5k": 5_000, "5k_25k": 25_000, "25k_100k": 100_000}.get(self.value)


class Confidentiality(models.TextChoices):
    ANONYMOUS = "anonymous", _("Only providers who are asked read the anonymous summary")
    BOARD = "board", _("The anonymous summary may be public")
    INTERNAL = "internal", _("Nothing leaves the house before we have talked")


class Source(models.TextChoices):
    """Where a need came from."""

    PORTAL = "portal", _("entered by the company")
    PHONE = "phone", _("by phone")
    VISIT = "visit", _("during a visit")
    EVENT = "event", _("at an event")
    LETTER = "letter", _("in writing")


class RejectReason(models.TextChoices):
    OUT_OF_AREA = "out_of_area", _("Outside our area")
    NOT_DIGITAL = "not_digital", _("Not a digital topic")
    TOO_VAGUE = "too_vague_no_reply", _("Too vague, no reply to our question")
    CONSUMER = "consumer_request", _("Private request")
    PRICE_ONLY = "pure_price_request", _("Only a price comparison")
    RECRUITING = "recruiting_only", _("Only a search for staff")
    DUPLICATE = "duplicate", _("Already registered")
    LEGAL = "legal_or_compliance", _("Legal or compliance reasons")
    HUB_CAPACITY = "capacity_of_hub", _("The hub has no capacity at present")


class ClosedUnsolvedReason(models.TextChoices):
    NO_OFFER = "no_offer_found", _("No fitting offer found")
    ALL_DECLINED = "all_declined", _("Every introduction was declined")
    LOST_INTEREST = "company_lost_interest", _("The company has lost interest")
    BUDGET = "budget", _("Budget")
    ELSEWHERE = "solved_elsewhere", _("Solved elsewhere")
    OTHER = "other", _("Another reason")
