"""What introductions and the work on them hold about people.

A copy of the own data holds nothing the own side may not see: what the other side wrote, and notes of the hub on
why a pair was left out, stay with them.
"""

from django.db.models import Q

from core.personal import DELETE, SCRUB, acted, not_personal, personal, secret

ABOUT_THE_CASE = ("number", "state", "score", "contributions", "created_at", "introduced_at", "met_on", "closed_at")


def register() -> None:
    _register_introductions()
    _register_snapshots()
    _register_work()


def _register_introductions() -> None:
    personal(
        "matchmaking.Introduction",
        "cases",
        subject=("company_contact", "need__contact"),
        fields={"shortlist_note": SCRUB},
        also=(*ABOUT_THE_CASE, "company_asked_at"),
        among=Q(company_asked_at__isnull=False),
    )
    personal(
        "matchmaking.Introduction",
        "cases",
        subject=("provider_contact", "offer__contact"),
        also=(*ABOUT_THE_CASE, "provider_asked_at"),
        among=Q(provider_asked_at__isnull=False),
    )
    unseen = ("reasons", "dismiss_note", "decline_note", "pilot_scope", "outcome_note")
    personal("matchmaking.Introduction", "cases", fields=dict.fromkeys(unseen, secret(SCRUB)))
    not_personal("matchmaking.Introduction", "number", "contributions", "engine_version", "input_hash")
    acted("matchmaking.Introduction", shortlisted_by="shortlisted_at")
    personal(
        "matchmaking.IntroductionQuestion",
        "cases",
        subject="contact",
        fields={"text": SCRUB, "answer": SCRUB},
        also=("side", "asked_at", "answered_at"),
    )
    acted("matchmaking.IntroductionQuestion", asked_by="asked_at", answered_by="answered_at")
    personal("matchmaking.Exclusion", "cases", fields={"note": SCRUB})
    acted("matchmaking.Exclusion", created_by="created_at")
    personal(
        "matchmaking.ProposalLook",
        "portal_work",
        subject="user",
        fields={"user": secret(DELETE)},
        also=("need", "looked_at"),
    )
    personal(
        "matchmaking.ContactDisclosure",
        "contact_release",
        subject="contact",
        also=("introduction", "recipient", "released_at"),
    )


def _register_snapshots() -> None:
    """Texts as the engine read them: single words, among which there may be a name."""
    for model in ("Analysis", "PoolStatistics"):
        personal(f"matchmaking.{model}", "cases", fields={"content": secret(SCRUB)})
    personal("matchmaking.MatchingShard", "cases", fields={"found": secret(SCRUB)})
    not_personal("matchmaking.Analysis", "fingerprint", "version")
    not_personal("matchmaking.PoolStatistics", "digest", "version")
    not_personal("matchmaking.Weights", "engine_version", "content")
    not_personal("matchmaking.OfferPool", "digest", "content")  # ids
    not_personal("matchmaking.MatchingShard", "claimed_by", "error")  # name of the process, kind of error
    not_personal("matchmaking.MatchingOutcome", "further", "hints")  # ids, codes


def _register_work() -> None:
    personal("matchmaking.MatchingRun", "portal_work", subject="requested_by", also=("trigger", "requested_at"))
    not_personal("matchmaking.MatchingRun", "engine_version", "error")
    personal("matchmaking.LearnedWeights", "portal_work", subject="chosen_by", also=("version", "live_since"))
    figures = ("version", "based_on", "weights", "multipliers", "verdict", "calibration")
    not_personal("matchmaking.LearnedWeights", *figures)
    personal(
        "matchmaking.LexiconEdit",
        "portal_work",
        subject="created_by",
        fields={"note": SCRUB, "content": SCRUB},
        also=("concept", "kind", "created_at"),
    )
    not_personal("matchmaking.LexiconEdit", "concept")
    personal(
        "matchmaking.LexiconVersion",
        "portal_work",
        subject=("created_by", "chosen_by"),
        also=("number", "created_at", "live_since"),
    )
    not_personal("matchmaking.LexiconVersion", "digest")
    personal("matchmaking.LexiconPreview", "portal_work", subject="requested_by", also=("requested_at",))
    not_personal("matchmaking.LexiconPreview", "overlay", "digest", "result", "error")
