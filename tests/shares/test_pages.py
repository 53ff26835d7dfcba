"""What owners read and leads enter: history, paper, files, simulation, events."""

import datetime
import json
from fractions import Fraction
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from shares.models import Holder, ShareEvent
from shares.selectors import share_register, shares_on
from tests.shares.steps import CHANGE, holder, increased, transferred

pytestmark = pytest.mark.django_db
NEW = "shares:event_create"


@pytest.fixture
def lead(sign_in):
    return sign_in("lead")


def parts(**changes) -> dict:
    """Return the present shares as the form of an event sends them, with `changes` by name of the holder."""
    held = {row.holder.name: int(row.share * 32) for row in share_register(CHANGE).holdings}
    return {f"parts_{holder(name).pk}": number for name, number in (held | changes).items()}


def event(**changes) -> dict:
    moved = parts(**{"Kreis Soest": 11, "Gemeinde Möhnesee": 1})
    head = {"kind": "transfer", "happened_on": "2021-07-01", "document": "UR 12/2021", "whole": 32}
    return {**head, **moved, **changes}


def held(name: str, on: datetime.date = CHANGE) -> Fraction:
    return shares_on(on).get(holder(name).pk, Fraction(0))


def test_an_event_is_shown_before_it_is_entered(lead, people):
    checked = lead.post(reverse(NEW), event())
    assert checked.status_code == 200
    html = checked.content.decode()
    assert "12/32" in html
    assert "11/32" in html
    assert "34,38 %" in html
    assert ShareEvent.objects.count() == 1
    entered = lead.post(reverse(NEW), event(enter="1"))
    assert entered.status_code == 302
    assert (held("Kreis Soest"), held("Gemeinde Möhnesee")) == (Fraction(11, 32), Fraction(1, 32))
    stored = ShareEvent.objects.get(kind="transfer")
    assert (stored.document, stored.entered_by) == ("UR 12/2021", people.lead)


def test_changing_an_event_that_was_checked_keeps_what_was_typed(lead):
    response = lead.post(reverse(NEW), event(edit="1", note="Beschluss des Rates"))
    assert response.context["form"]["note"].value() == "Beschluss des Rates"
    assert ShareEvent.objects.count() == 1


def test_the_form_says_by_how_much_the_sum_is_off_and_keeps_what_was_typed(lead):
    response = lead.post(reverse(NEW), event(**parts(**{"Gemeinde Möhnesee": 3}), enter="1"))
    assert response.status_code == 200
    html = response.content.decode()
    assert "3/32 (9,38 %) zu viel" in html
    assert 'value="UR 12/2021"' in html
    assert ShareEvent.objects.count() == 1


def test_amounts_can_be_euros_of_the_share_capital(lead):
    data = {name: number * 800 for name, number in event().items() if name.startswith("parts_")}
    assert lead.post(reverse(NEW), event(**data, whole=25_600, in_euros="on", enter="1")).status_code == 302
    assert ShareEvent.objects.get(kind="transfer").capital_eur == 25_600
    assert held("Gemeinde Möhnesee") == Fraction(1, 32)


def test_a_holder_can_be_added_and_gets_a_share_by_an_event(lead):
    ense = holder("Gemeinde Ense").municipalities.get()
    data = {"name": "Entwicklung Ense GmbH", "kind": "company", "municipalities": [ense.pk]}
    assert lead.post(reverse("shares:holder_create"), data).status_code == 302
    added = Holder.objects.get(name="Entwicklung Ense GmbH")
    assert added.on_behalf_of == "Ense"
    data = event(**parts(**{"Gemeinde Ense": 0, added.name: 1}), enter="1")
    data[f"parts_{holder('Gemeinde Möhnesee').pk}"] = 0
    assert lead.post(reverse(NEW), data).status_code == 302
    assert (held("Gemeinde Ense"), held(added.name)) == (0, Fraction(1, 32))


def simulate(client, **fields):
    data = {"joiner": holder("Gemeinde Möhnesee").pk, "whole": 32, **fields}
    return client.get(reverse("shares:simulation"), data)


def outcome(response) -> dict:
    return {row.holder.name: row.after.share for row in response.context["changes"] if row.after}


def test_a_simulated_increase_stands_beside_today_and_saves_nothing(lead):
    response = simulate(lead, way="increase", amount=1)
    after = outcome(response)
    assert (after["Kreis Soest"], after["Gemeinde Möhnesee"]) == (Fraction(12, 33), Fraction(1, 33))
    assert sum(after.values()) == 1
    html = response.content.decode()
    assert "12/32" in html
    assert "12/33" in html
    assert ShareEvent.objects.count() == 1


def test_a_simulated_transfer_takes_from_those_who_are_named(lead):
    response = simulate(lead, way="transfer", **{f"gives_{holder('Kreis Soest').pk}": 1})
    after = outcome(response)
    assert (after["Kreis Soest"], after["Gemeinde Möhnesee"]) == (Fraction(11, 32), Fraction(1, 32))
    assert after["Stadt Lippstadt"] == Fraction(8, 32)


@pytest.mark.parametrize("way", ["increase", "transfer"])
def test_what_was_simulated_can_be_entered_with_day_and_deed(lead, way):
    shown = simulate(lead, way=way, amount=1, **{f"gives_{holder('Kreis Soest').pk}": 1})
    form = lead.get(shown.context["event_url"]).context["form"]
    data = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    data |= {"happened_on": "2021-07-01", "document": "UR 12/2021", "enter": "1"}
    assert lead.post(reverse(NEW), data).status_code == 302
    assert ShareEvent.objects.filter(kind=way).exists()
    names = {holder.pk: holder.name for holder in Holder.objects.all()}
    assert {names[pk]: share for pk, share in shares_on(CHANGE).items()} == outcome(shown)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"way": "transfer"}, "wer wie viele Teile abgibt"),
        ({"way": "increase"}, "um wie viele Teile"),
        ({"way": "increase", "amount": -1}, "amount"),
        ({"way": "theft"}, "way"),
        ({"way": "increase", "amount": 1, "joiner": "x"}, "joiner"),
    ],
)
def test_what_cannot_be_simulated_is_explained(lead, fields, problem):
    response = simulate(lead, **fields)
    assert response.status_code == 400
    assert problem in str(response.context["form"].errors)


def test_nobody_gives_more_than_is_held_in_a_simulation(lead):
    response = simulate(lead, way="transfer", **{f"gives_{holder('Gemeinde Ense').pk}": 2})
    assert "Gemeinde Ense hält nur 1/32." in response.content.decode()


def test_owners_read_the_history_with_deed_and_author_and_find_no_way_to_write(sign_in, people):
    transferred(Fraction(1, 32), actor=people.lead)
    client = sign_in("partner")
    html = client.get(reverse("shares:history")).content.decode()
    for text in ("UR 12/2021", people.lead.get_full_name(), "12/32", "11/32"):
        assert text in html
    assert reverse(NEW) not in html
    own = client.get(reverse("shares:holder", args=[holder("Kreis Soest").pk])).content.decode()
    assert own.count("UR 12/2021") == 1
    register = client.get(reverse("shares:register")).content.decode()
    assert reverse("shares:history") in register
    assert reverse("shares:simulation") not in register


def test_a_holder_that_is_not_there_is_not_found(lead):
    assert lead.get(reverse("shares:holder", args=[0])).status_code == 404


def test_the_paper_is_a_tagged_pdf_of_the_asked_day(lead):
    transferred(Fraction(1, 32))
    response = lead.get(reverse("shares:paper"), {"as_of": "2021-06-30"})
    assert response.headers["Content-Type"] == "application/pdf"
    paper = PdfReader(BytesIO(response.content))
    text = " ".join(page.extract_text() for page in paper.pages)
    assert "12/32" in text
    assert "11/32" not in text
    assert "Wickede" in text
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "de"
    assert "pdfuaid" in root["/Metadata"].get_data().decode()


def test_a_paper_of_nonsense_leads_to_the_page_that_explains(lead):
    response = lead.get(reverse("shares:paper"), {"as_of": "gestern"}, follow=True)
    assert response.status_code == 400
    assert response.context["form"].errors["as_of"]


def test_a_table_keeps_parts_and_whole_apart(lead):
    increased(32, 1)
    rows = lead.get(reverse("shares:export", args=["csv"])).content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Gesellschafter;")
    assert rows[1].startswith("Kreis Soest;Kreis Soest;12;33;36,36;")
    assert len(rows) == 16


def test_data_names_exact_fractions_and_official_keys(lead):
    data = json.loads(lead.get(reverse("shares:export", args=["json"]), {"as_of": "2018-02-15"}).content)
    assert sum(Fraction(row["numerator"], row["denominator"]) for row in data["shareholders"]) == 1
    soest = next(row for row in data["shareholders"] if row["holder"].startswith("Wirtschaft und Marketing"))
    assert (soest["municipalities"], soest["since"], data["as_of"]) == (["05974040"], "2018-02-15", "2018-02-15")


def test_another_form_of_file_is_not_found(lead):
    assert lead.get(reverse("shares:export", args=["exe"])).status_code == 404


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Soest", "1/32 (3,13 %), über Wirtschaft und Marketing Soest GmbH"),
        ("Lippstadt", "8/32 (25 %), gehalten von Stadt Lippstadt"),
        ("Möhnesee", "Gemeinde Möhnesee hält keinen Anteil. Der Rat hat noch nicht über den Beitritt entschieden."),
    ],
)
def test_the_page_of_a_municipality_names_the_share_and_who_holds_it(lead, name, text):
    place = holder("Gemeinde Möhnesee").municipalities.model.objects.get(name=name)
    html = lead.get(reverse("reporting:municipality"), {"municipality": place.ags}).content.decode()
    assert text in " ".join(html.split())
    assert (reverse("shares:simulation") in html) == (name == "Möhnesee")
