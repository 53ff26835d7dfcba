"""The first funded project in the demo: targets, work plan, costs, vouchers and letters as its years may have been. All
firms, papers and amounts are invented; period and grant are those of the notice."""

from datetime import date
from decimal import Decimal

from demo.people import Cast
from projects.enums import ActivityKind, Channel, CooperationKind, IndicatorKind, MilestoneState
from projects.models import (
    Activity,
    Cooperation,
    CostPosition,
    Milestone,
    Narrative,
    ProjectIndicator,
    PublicityItem,
    SupportLetter,
    Voucher,
)
from regions.models import FundedProject

INDICATORS = (
    (IndicatorKind.COMPANIES_SUPPORTED, "80", ""),
    (IndicatorKind.INTRODUCTIONS, "40", ""),
    (IndicatorKind.EVENTS, "24", ""),
    (IndicatorKind.COOPERATIONS, "6", "Zwei Hubs kamen erst im zweiten Jahr dazu."),
    (IndicatorKind.PUBLICITY, "8", ""),
    (IndicatorKind.SUPPORTERS, "12", ""),
    (IndicatorKind.HOURS, "60", ""),
)
MILESTONES = (
    ("Netzwerk eröffnet", date(2018, 3, 31), MilestoneState.DONE, date(2018, 3, 20), ""),
    ("Projektleitungen eingestellt", date(2018, 4, 1), MilestoneState.DONE, date(2018, 6, 1), ""),
    ("Erste Veranstaltungsreihe abgeschlossen", date(2018, 12, 31), MilestoneState.DONE, date(2018, 12, 6), ""),
    (
        "Raum für Gründende eröffnet",
        date(2019, 6, 30),
        MilestoneState.CHANGED,
        None,
        "Die Fläche stand später bereit. Die Angebote fanden bis dahin in Betrieben statt.",
    ),
    ("Ergebnisse vorgestellt", date(2019, 12, 15), MilestoneState.DONE, date(2019, 12, 12), ""),
)
COSTS = (("Personal", "180000"), ("Reisen", "4000"), ("Veranstaltungen", "22000"), ("Öffentlichkeitsarbeit", "14000"))
VOUCHERS = (
    ("V-001", date(2018, 3, 26), "Veranstaltungen", "Saalbetrieb Musterhof", "640.00", "Saal für die Eröffnung"),
    ("V-002", date(2018, 6, 29), "Personal", "Lohnstelle", "7420.15", "Juni 2018"),
    ("V-003", date(2018, 7, 31), "Personal", "Lohnstelle", "7420.15", "Juli 2018"),
    ("V-004", date(2018, 9, 14), "Reisen", "Bahn", "118.40", "Treffen der Netzwerke"),
    ("V-005", date(2018, 11, 5), "Öffentlichkeitsarbeit", "Druckerei Beispiel", "1285.20", "Faltblatt, 3.000 Stück"),
    ("V-006", date(2019, 2, 11), "Veranstaltungen", "Küche am Beispielweg", "412.70", "Fachimpuls im Februar"),
    ("V-007", date(2019, 5, 17), "Reisen", "Bahn", "-22.90", "Erstattung einer Verspätung"),
    ("V-008", date(2019, 12, 30), "Personal", "Lohnstelle", "7655.80", "Dezember 2019"),
    (
        "V-009",
        date(2020, 1, 22),
        "Öffentlichkeitsarbeit",
        "Druckerei Beispiel",
        "980.00",
        "Abschlussheft, bestellt 2019",
    ),
)
ACTIVITIES = (
    (date(2018, 6, 4), ActivityKind.MANAGEMENT, "Arbeitsplan mit den Gemeinden abgestimmt", 240),
    (date(2018, 6, 19), ActivityKind.ADVICE, "Besuche in zwei Betrieben", 300),
    (date(2018, 9, 13), ActivityKind.NETWORK, "Treffen der Netzwerke des Landes", 420),
    (date(2018, 10, 11), ActivityKind.EVENT, "Fachimpuls vorbereitet und geleitet", 330),
    (date(2019, 1, 24), ActivityKind.MATCHING, "Passende Startups gesucht", 180),
    (date(2019, 5, 16), ActivityKind.ADVICE, "Sprechtag in drei Gemeinden", 450),
    (date(2019, 9, 5), ActivityKind.PUBLICITY, "Beitrag für das Mitteilungsblatt geschrieben", 120),
    (date(2019, 12, 12), ActivityKind.EVENT, "Abschluss vorbereitet und geleitet", 360),
    (date(2019, 12, 31), ActivityKind.MANAGEMENT, "Unterlagen für den Nachweis geordnet", 150),
)
PUBLICITY = (
    (date(2018, 3, 21), Channel.PRESS_RELEASE, "Netzwerk für die Digitalisierung eröffnet"),
    (date(2018, 6, 5), Channel.ARTICLE, "Zwei neue Gesichter für den Mittelstand"),
    (date(2018, 11, 8), Channel.PRINT, "Faltblatt des Netzwerks"),
    (date(2019, 3, 14), Channel.TALK, "Vortrag: Was ein Betrieb von einem Startup lernt"),
    (date(2019, 9, 6), Channel.ARTICLE, "Maschinendaten lesen, ohne die Maschine zu tauschen"),
    (date(2019, 12, 13), Channel.PRESS_RELEASE, "Zwei Jahre Netzwerk: was daraus geworden ist"),
)
COOPERATIONS = (
    (date(2018, 9, 13), CooperationKind.JOINT_EVENT, "Hub der Nachbarregion", "Gemeinsamer Abend für Gründende"),
    (date(2018, 11, 22), CooperationKind.REFERRAL, "Hochschule der Region", "Betrieb mit einer Forschungsfrage"),
    (date(2019, 4, 4), CooperationKind.AGREEMENT, "Kammer der Region", "Gemeinsame Sprechtage"),
    (date(2019, 10, 17), CooperationKind.JOINT_EVENT, "Hub der Landeshauptstadt", "Startups stellen sich vor"),
)
LETTERS = (
    *("Metallwerk Beispiel", "Holzbau Muster", "Spedition Nordtor", "Bäckerei Vortag", "Elektro Lichtblick"),
    *("Maschinenbau Achsenhof", "Verein der Gewerbetreibenden Musterort", "Druckerei Beispiel", "Gärtnerei Grünrand"),
    *("Ingenieurbüro Messpunkt",),
)
FIRST_LETTER = date(2017, 6, 12)
TEXTS = {
    "purpose": "Das Netzwerk bringt mittelständische Betriebe und Startups zusammen. In zwei Jahren wurde daraus eine "
    "feste Anlaufstelle im Kreis.",
    "hubs": "Mit zwei Hubs fanden gemeinsame Abende statt. Betriebe wurden in beide Richtungen weitervermittelt.",
    "sustainability": "Die Anlaufstelle bleibt bestehen. Ein Risiko: Sie hängt von wenigen Menschen ab.",
}


def tell_project(cast: Cast) -> None:
    """Fill the registers of the first project; the two project leads take turns with the work."""
    project = FundedProject.objects.get(slug="dnm")
    for place, (kind, target, deviation) in enumerate(INDICATORS, 1):
        ProjectIndicator.objects.create(
            project=project, kind=kind, target=Decimal(target), deviation=deviation, position=place
        )
    for title, due_on, state, done_on, reason in MILESTONES:
        Milestone.objects.create(
            project=project, title=title, due_on=due_on, state=state, done_on=done_on, reason=reason
        )
    costs = {
        title: CostPosition.objects.create(project=project, title=title, planned_eur=Decimal(planned), position=place)
        for place, (title, planned) in enumerate(COSTS, 1)
    }
    for number, paid_on, title, payee, amount, note in VOUCHERS:
        Voucher.objects.create(
            project=project,
            number=number,
            paid_on=paid_on,
            cost_position=costs[title],
            payee=payee,
            amount_eur=Decimal(amount),
            note=note,
        )
    for turn, (day, kind, title, minutes) in enumerate(ACTIVITIES):
        staff = (cast.lead, cast.lead2)[turn % 2]
        Activity.objects.create(project=project, day=day, kind=kind, title=title, minutes=minutes, staff=staff)
    for day, channel, title in PUBLICITY:
        PublicityItem.objects.create(project=project, day=day, channel=channel, title=title)
    for day, kind, partner, note in COOPERATIONS:
        Cooperation.objects.create(project=project, day=day, kind=kind, partner=partner, note=note)
    for number, organisation in enumerate(LETTERS):
        received_on = FIRST_LETTER.replace(day=FIRST_LETTER.day + number)
        SupportLetter.objects.create(project=project, organisation=organisation, received_on=received_on)
    for heading, text in TEXTS.items():
        Narrative.objects.create(project=project, heading=heading, text=text)
