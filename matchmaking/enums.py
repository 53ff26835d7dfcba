from django.db import models
from django.utils.translation import gettext_lazy as _


class IntroductionState(models.TextChoices):
    SUGGESTED = "suggested", _("Suggested")
    SHORTLISTED = "shortlisted", _("Shortlisted")
    DISMISSED = "dismissed", _("Dismissed")
    AWAITING_COMPANY = "awaiting_company", _("Awaiting the company's consent")
    AWAITING_PROVIDER = "awaiting_provider", _("Awaiting the provider's consent")
    DECLINED_COMPANY = "declined_company", _("Declined by the company")
    DECLINED_PROVIDER = "declined_provider", _("Declined by the provider")
    LAPSED = "lapsed", _("Time limit passed")
    INTRODUCED = "introduced", _("Introduced")
    FIRST_MEETING = "first_meeting", _("First meeting held")
    PILOT = "pilot", _("Pilot project")
    FOLLOW_UP = "follow_up", _("Follow-up")
    SUCCESS = "success", _("Successful")
    NO_SUCCESS = "no_success", _("No result")
    WITHDRAWN = "withdrawn", _("Consent withdrawn")
    OBSOLETE = "obsolete", _("Obsolete")


class Origin(models.TextChoices):
    ENGINE = "engine", _("computed")
    LEAD = "lead", _("chosen by the project lead")
    PROVIDER = "provider", _("interest of the provider")


class DismissReason(models.TextChoices):
    WRONG_TOPIC = "wrong_topic", _("Different topic")
    TOO_LARGE = "too_large", _("Provider or solution too large")
    TOO_SMALL = "too_small", _("Provider or solution too small")
    IMMATURE = "technology_immature", _("Technology not mature enough")
    NO_REFERENCE = "no_industry_reference", _("No experience in this sector")
    CONFLICT = "conflict_of_interest", _("Conflict of interest")
    REGION = "region_or_travel", _("Too far away")
    LANGUAGE = "language", _("Language")
    BUDGET_GAP = "budget_gap", _("Price and budget too far apart")
    KNOWN = "already_known_to_each_other", _("They know each other already")
    PROVIDER_CAPACITY = "provider_capacity", _("Provider has no capacity")


class DismissScope(models.TextChoices):
    PAIR = "pair", _("only this offer for this need")
    NEED = "need", _("every offer of this provider for this need")
    PROVIDER = "provider", _("every offer of this provider for every need of this company")


class DeclineReason(models.TextChoices):
    NO_NEED = "no_need_any_more", _("No longer needed")
    TIMING = "timing", _("Wrong time")
    NO_CAPACITY = "no_capacity", _("No capacity at present")
    WRONG_FIT = "wrong_fit", _("Does not fit")
    PRICE_RANGE = "price_range", _("Price range")
    KNOWN = "already_known", _("We know each other already")
    CONFLICT = "known_conflict", _("There is a conflict")
    PREFER_LOCAL = "prefer_local", _("We prefer somebody from the region")
    PREFER_OTHER = "prefer_other_proposal", _("We prefer another proposal")
    OTHER = "other", _("Another reason")


class ObsoleteReason(models.TextChoices):
    NEED_CLOSED = "need_closed", _("The need has ended")
    NEED_CHANGED = "need_changed", _("The need has changed")
    OFFER_GONE = "offer_gone", _("The offer is no longer available")
    PROVIDER_FULL = "provider_full", _("The provider is fully booked")
    EXCLUDED = "excluded", _("The company does not want to be introduced to this provider")


class Placing(models.TextChoices):
    """What a suggestion got when the places of the providers were shared out among the needs."""

    PROPOSED = "proposed", _("Proposed")
    FURTHER = "further", _("Further candidate")
    FULL = "full", _("Fully booked")


class Outcome(models.TextChoices):
    CONTRACT = "contract", _("Contract")
    PAID_PILOT = "paid_pilot", _("Paid pilot project")
    UNPAID_PILOT = "unpaid_pilot", _("Unpaid pilot project")
    JOINT_FUNDING = "joint_funding_application", _("Joint funding application")
    INVESTMENT = "investment_made", _("Investment made")
    COOPERATION = "cooperation_agreement", _("Cooperation agreement")
    ADVICE_ONLY = "solved_with_advice_only", _("Solved with advice only")


class NoSuccessReason(models.TextChoices):
    NO_REACTION = "no_reaction", _("No reaction")
    NO_TIME = "no_time", _("No time")
    PRICE = "price", _("Price")
    TECHNICAL_FIT = "technical_fit", _("Technically unsuitable")
    SECURITY = "security_or_privacy", _("Security or data protection")
    STRATEGY = "strategy_changed", _("Plans have changed")
    OTHER_SOLUTION = "other_solution_chosen", _("Another solution was chosen")
    PILOT_FAILED = "pilot_failed", _("The pilot did not work")
    STARTUP_CLOSED = "startup_closed", _("The provider has closed down")


class Side(models.TextChoices):
    COMPANY = "company", _("Company")
    PROVIDER = "provider", _("Provider")


class RunTrigger(models.TextChoices):
    NEED = "need", _("Need qualified")
    OFFER = "offer", _("Offer published or changed")
    NIGHTLY = "nightly", _("Nightly run")
    MANUAL = "manual", _("Started by hand")


class RunState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class RunStep(models.TextChoices):
    READ = "read", _("Reading texts")
    MATCH = "match", _("Comparing")
    PLACE = "place", _("Sharing out places")


class ShardSide(models.TextChoices):
    NEED = "need", _("Need")
    OFFER = "offer", _("Offer")


class EditKind(models.TextChoices):
    SAVED = "saved", _("Edited")
    RESTORED = "restored", _("Put back")
    CLOSED = "closed", _("Closed")
