"""A synthetic region: few cases, every one written down, so that all numbers can be counted by hand."""

import datetime
from zoneinfo import ZoneInfo

from core.facts import record_event

BERLIN = ZoneInfo("Europe/Berlin")
# introduction, company, provider: where the need is, where the provider sits, topics of the need
CASES = {
    1: (101, 201, "soest", "soest", ["iiot"]),
    2: (102, 202, "soest", "dortmund", ["iiot", "ki"]),
    3: (103, 203, "soest", "olpe", ["ki"]),
    4: (104, 201, "olpe", "dortmund", ["ki"]),
    5: (101, 204, "dortmund", "soest", ["iiot"]),
    6: (105, 205, "soest", "other", ["erp"]),
    7: (102, 206, "soest", "duesseldorf", ["erp"]),
}
# day and hour in Berlin, introduction, stage
FACTS = """
2025-01-31 23:30  1  proposal_made
2025-02-01 00:30  2  proposal_made
2025-02-03 09:00  3  proposal_made
2025-02-04 09:00  4  proposal_made
2025-03-31 23:59  5  proposal_made
2025-04-01 00:00  6  proposal_made
2025-04-02 09:00  7  proposal_made
2025-02-05 09:00  1  proposal_shortlisted
2025-02-06 09:00  1  company_asked
2025-02-07 09:00  2  company_asked
2025-03-08 09:00  3  company_asked
2025-03-09 09:00  4  company_asked
2025-04-10 09:00  5  company_asked
2025-02-20 09:00  1  introduced
2025-02-21 09:00  2  introduced
2025-05-22 09:00  3  introduced
2025-06-23 09:00  4  introduced
2025-07-01 00:10  5  introduced
2025-03-01 09:00  1  first_meeting
2025-03-02 09:00  2  first_meeting
2025-06-24 09:00  4  first_meeting
2025-05-02 09:00  2  first_meeting
2025-04-01 09:00  1  pilot_started
2025-07-02 09:00  4  pilot_started
2025-08-03 09:00  4  success
2025-08-04 09:00  1  success
2025-12-31 23:30  2  success
2025-03-03 09:00  5  proposal_dismissed
2025-03-04 09:00  6  lapsed
"""


def moment(words: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(words).replace(tzinfo=BERLIN)


def fact(
    kind: str, at: str, introduction: int, company: int, provider: int, seeking: str, offering: str, topics=("iiot",)
) -> None:
    """Record one fact of rows that need not exist: the offer stands for its provider."""
    record_event(
        kind,
        attributes={
            "region": seeking,
            "need_region": seeking,
            "provider_region": offering,
            "topics": list(topics),
        },
        organisation_id=company,
        need_id=900_000 + introduction,
        offer_id=800_000 + provider,
        introduction_id=introduction,
        at=moment(at),
    )


def settle() -> None:
    """Record everything that has happened in the synthetic region."""
    for line in FACTS.strip().splitlines():
        day, hour, introduction, kind = line.split()
        company, provider, seeking, offering, topics = CASES[int(introduction)]
        fact(kind, f"{day} {hour}", int(introduction), company, provider, seeking, offering, topics)


def crowd(at: str, number: int, *, seeking="soest", offering="dortmund", first=1_000, kind="introduced") -> None:
    """Record `number` introductions of as many companies and providers on a day."""
    for index in range(number):
        key = first + index
        fact(kind, f"{at} 12:00", key, 10_000 + index, 20_000 + index, seeking, offering)
