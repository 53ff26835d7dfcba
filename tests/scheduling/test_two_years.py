"""A dozen cases for two years, day by day: every mail comes on its day, and none comes twice.

Day 0 is Monday, 5 January 2026. Days were counted by hand with a calendar of North Rhine-Westphalia; the sweep runs at
five past eight, people act at ten.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from companies import services as needs
from companies.renewal import renew_need
from links.models import SignedLink
from mail.links import absolute, sign_links
from mail.models import OutboxMessage
from matchmaking.services import keys, moderation
from scheduling.models import Timer
from scheduling.planning import replan_all
from scheduling.sweeping import sweep
from startups import services as offers
from tests.cases import introduction_in, need_in, offer_in

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
DAY_0 = datetime(2026, 1, 5, tzinfo=BERLIN)
DAYS = 730
ANNA, CLARA, LEAD, LEAD2 = "anna", "clara", "lead", "lead2"
KINDS_OF_TIMERS = ("need.", "offer.", "introduction.")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment by the clock on the wall, summer and winter."""
    return datetime.combine((DAY_0 + timedelta(days=day)).date(), datetime.min.time(), BERLIN).replace(
        hour=hour, minute=minute
    )


def follow_newest_link(client, about) -> None:
    link = SignedLink.objects.about(about).first()
    path = "/" + sign_links(absolute(link.path)).split("/", 3)[3]
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 302


class Walk:
    """Cases by name, what people do on which day, and the mails that are expected: (day, kind, to whom)."""

    def __init__(self, people, client):
        self.people, self.client = people, client
        self.cases: dict[str, object] = {}
        self.acts = defaultdict(list)
        self.expected: dict[str, set] = {}

    def case(self, name: str, obj, *expected) -> object:
        self.cases[name], self.expected[name] = obj, set(expected)
        return obj

    def on(self, day: int, act) -> None:
        self.acts[day].append(act)

    def fresh(self, name: str):
        return type(self.cases[name]).objects.get(pk=self.cases[name].pk)

    def mails(self) -> dict[str, list]:
        names = {(case._meta.label_lower, case.pk): name for name, case in self.cases.items()}
        known = {getattr(self.people, name).email: name for name in (ANNA, CLARA, LEAD, LEAD2)}
        found = defaultdict(list)
        for message in OutboxMessage.objects.filter(created_at__gt=at(0, 23)):
            name = names.get((message.about_type, message.about_id))
            if name and message.kind.startswith(KINDS_OF_TIMERS):
                day = (timezone.localdate(message.created_at) - DAY_0.date()).days
                (recipient,) = message.to
                found[name].append((day, message.kind, known[recipient.partition("<")[2].strip(">")]))
        return found


@pytest.fixture
def walk(people, client, time_machine) -> Walk:
    time_machine.move_to(at(0, 10), tick=False)
    it = Walk(people, client)
    _plan_needs(it)
    _plan_introductions(it)
    _plan_offers(it)
    return it


def _plan_needs(it: Walk) -> None:
    people = it.people
    it.case(
        "never answered",
        need_in("returned", people),
        (7, "need.remind_returned", ANNA),
        (14, "need.remind_returned", ANNA),
        (31, "need.expired", ANNA),
        (31, "need.expired.lead", LEAD),
    )
    # Due on 19 January; the clock stands still for eight working days.
    it.case(
        "answered, then left lying",
        need_in("returned", people),
        (7, "need.remind_returned", ANNA),
        (10, "need.answered.lead", LEAD),
        (25, "need.escalate", LEAD2),
    )
    it.on(10, lambda: needs.answer_question(it.fresh("answered, then left lying"), actor=people.anna, text="Zwölf."))
    it.case(
        "not taken over",
        need_in("submitted", people),
        (3, "need.escalate", LEAD),
        (3, "need.escalate", LEAD2),
    )
    it.case(
        "quiet",
        need_in("qualified", people),
        (22, "need.escalate", LEAD2),
        (150, "need.remind_quiet", ANNA),
        (181, "need.expired", ANNA),
        (181, "need.expired.lead", LEAD),
    )
    renewed = it.case(
        "renewed twice",
        need_in("qualified", people),
        (22, "need.escalate", LEAD2),
        (150, "need.remind_quiet", ANNA),
        (310, "need.remind_quiet", ANNA),
        (470, "need.remind_quiet", ANNA),
        (501, "need.expired", ANNA),
        (501, "need.expired.lead", LEAD),
    )
    it.on(160, lambda: follow_newest_link(it.client, renewed))
    it.on(320, lambda: renew_need(it.fresh("renewed twice"), actor=people.anna))
    paused = it.case(
        "on hold until 24 July",
        need_in("qualified", people),
        (200, "need.resumed", ANNA),
        (224, "need.escalate", LEAD2),  # fifteen working days after the return, on a Monday
        (350, "need.remind_quiet", ANNA),
        (381, "need.expired", ANNA),
        (381, "need.expired.lead", LEAD),
    )
    needs.pause_need(paused, actor=people.lead, resume_on=(DAY_0 + timedelta(days=200)).date())


def _plan_introductions(it: Walk) -> None:
    people = it.people
    shared = offer_in("published", people)
    for day in (140, 280, 420, 560, 700):
        it.on(day, lambda: offers.reconfirm_offer(type(shared).objects.get(pk=shared.pk), actor=people.clara))

    def asked(name: str, state: str, *expected):
        return it.case(name, introduction_in(state, people, offer=shared), *expected)

    def ask(name: str, actor) -> None:
        keys.ask_question(it.fresh(name), actor=actor, text="Wie lange dauert es?")

    def answer(name: str) -> None:
        moderation.answer_question(it.fresh(name).questions.last(), actor=people.lead, text="Vier Wochen.")

    silent = asked(
        "silent company",
        "awaiting_company",
        (5, "introduction.remind", ANNA),
        (10, "introduction.remind", ANNA),
        (15, "introduction.lapsed", ANNA),
        (15, "introduction.lapsed.lead", LEAD),
    )
    it.case(
        "need of the silent company",
        silent.need,
        (165, "need.remind_quiet", ANNA),
        (196, "need.expired", ANNA),
        (196, "need.expired.lead", LEAD),
    )
    asked(
        "question on day 3, answer on day 6",
        "awaiting_company",
        (3, "introduction.question_asked.lead", LEAD),
        (6, "introduction.question_answered", ANNA),
        (8, "introduction.remind", ANNA),
        (13, "introduction.remind", ANNA),
        (18, "introduction.lapsed", ANNA),
        (18, "introduction.lapsed.lead", LEAD),
    )
    it.on(3, lambda: ask("question on day 3, answer on day 6", people.anna))
    it.on(6, lambda: answer("question on day 3, answer on day 6"))
    asked(
        "question that the hub leaves",
        "awaiting_company",
        (5, "introduction.remind", ANNA),
        (6, "introduction.question_asked.lead", LEAD),
        (9, "introduction.escalate", LEAD2),
        (20, "introduction.question_answered", ANNA),
        (24, "introduction.remind", ANNA),
        (29, "introduction.lapsed", ANNA),
        (29, "introduction.lapsed.lead", LEAD),
    )
    it.on(6, lambda: ask("question that the hub leaves", people.anna))
    it.on(20, lambda: answer("question that the hub leaves"))
    asked(
        "silent provider",
        "awaiting_company",
        (2, "introduction.consent_noted", ANNA),
        (2, "introduction.provider_asked", CLARA),
        (7, "introduction.remind", CLARA),
        (12, "introduction.remind", CLARA),
        (17, "introduction.lapsed", CLARA),
        (17, "introduction.lapsed.lead", LEAD),
    )
    it.on(2, lambda: keys.company_agrees(it.fresh("silent provider"), actor=people.anna))
    asked("shortlisted and forgotten", "shortlisted", (8, "introduction.escalate", LEAD2))
    resting = asked(
        "asked, then on hold from day 3 to 20",
        "awaiting_company",
        (22, "introduction.remind", ANNA),
        (27, "introduction.remind", ANNA),
        (32, "introduction.lapsed", ANNA),
        (32, "introduction.lapsed.lead", LEAD),
    )
    until = (DAY_0 + timedelta(days=20)).date()
    it.on(
        3,
        lambda: needs.pause_need(
            type(resting.need).objects.get(pk=resting.need_id), actor=people.lead, resume_on=until
        ),
    )


def _plan_offers(it: Walk) -> None:
    people = it.people
    it.case(
        "never confirmed",
        offer_in("published", people),
        (150, "offer.remind_confirm", CLARA),
        (170, "offer.remind_confirm", CLARA),
        (181, "offer.suspended", CLARA),
    )
    confirmed = it.case(
        "confirmed by a link on day 155",
        offer_in("published", people),
        (150, "offer.remind_confirm", CLARA),
        (305, "offer.remind_confirm", CLARA),
        (325, "offer.remind_confirm", CLARA),
        (336, "offer.suspended", CLARA),
    )
    it.on(155, lambda: follow_newest_link(it.client, confirmed))


def test_two_years_bring_every_mail_on_its_day_and_none_twice(walk, time_machine):
    for day in range(1, DAYS + 1):
        time_machine.move_to(at(day, 8, 5), tick=False)
        if day % 7 == 0:
            replan_all()
        outcomes = sweep()
        assert not outcomes["failed"], day
        time_machine.move_to(at(day, 10), tick=False)
        for act in walk.acts[day]:
            act()
    mails = walk.mails()
    for name, expected in walk.expected.items():
        assert sorted(mails[name]) == sorted(expected), name
    assert not Timer.objects.due(timezone.now()).exists()


def test_a_week_without_a_worker_is_made_up_for_without_a_flood(walk, people, time_machine):
    for day in (1, 2, 3, 12, 13, 14):  # nothing ran from the 4th to the 11th day
        time_machine.move_to(at(day, 8, 5), tick=False)
        sweep()
    mails = walk.mails()
    assert mails["silent company"] == [(12, "introduction.remind", ANNA)]
    assert mails["never answered"][::-1] == [(12, "need.remind_returned", ANNA), (14, "need.remind_returned", ANNA)]


def test_whoever_was_reminded_late_gets_some_days_before_the_end(walk, people, time_machine):
    for day in (3, 40, 41, 42, 43):  # five weeks without a worker
        time_machine.move_to(at(day, 8, 5), tick=False)
        sweep()
    mails = walk.mails()
    assert sorted(mails["silent company"]) == [
        (40, "introduction.remind", ANNA),
        (43, "introduction.lapsed", ANNA),
        (43, "introduction.lapsed.lead", LEAD),
    ]
    reminder = OutboxMessage.objects.get(kind="introduction.remind", about_id=walk.cases["silent company"].pk)
    assert "16. Februar 2026" in reminder.body_text  # day 42, the last one that counts
