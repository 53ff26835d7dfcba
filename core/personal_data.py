"""What the core holds about people."""

from core.personal import SCRUB, not_personal, personal, secret


def register() -> None:
    personal(
        "core.LogEntry",
        "accountability",
        subject="actor",
        fields={"details": secret(SCRUB)},  # ids, also of others
        also=("at", "verb", "subject_type", "subject_id", "from_state", "to_state"),
    )
    not_personal(
        "core.LogEntry", "verb", "subject_type", "from_state", "to_state", "on_behalf_source", "reason"
    )  # codes
    not_personal("core.CaseEvent", "kind", "attributes")  # frozen facts of an organisation, see its docstring
    not_personal("core.JobLease", "job", "period", "result")
    not_personal("core.NumberSequence", "prefix")
