import pytest

from startups.models import OfferRevision
from startups.versions import Part, compare, mark_words
from taxonomy.models import Sector, Topic
from tests.cases import offer_in


def joined(parts) -> str:
    return "".join(part.text for part in parts)


@pytest.mark.parametrize(
    ("live", "waiting", "gone", "new"),
    [
        ("Wir lesen Maschinen aus.", "Wir lesen alte Maschinen aus.", [], ["alte "]),
        ("Wir lesen alte Maschinen aus.", "Wir lesen Maschinen aus.", ["alte "], []),
        ("Ab 500 Euro.", "Ab 900 Euro.", ["500 "], ["900 "]),
        ("Gleich", "Gleich", [], []),
        ("", "Neu hier", [], ["Neu hier"]),
        ("Erst\n\nDann", "Erst Dann", ["Erst\n\n"], ["Erst "]),
    ],
)
def test_changed_words_are_marked_on_their_side(live, waiting, gone, new):
    before, after = mark_words(live, waiting)
    assert [part.text for part in before if part.is_changed] == gone
    assert [part.text for part in after if part.is_changed] == new
    assert (joined(before), joined(after)) == (live, waiting)


def test_a_text_of_equal_words_is_compared_quickly_enough_to_be_shown():
    before, after = mark_words("wort " * 4_000, "wort " * 3_999 + "anderes")
    assert joined(before) == "wort " * 4_000
    assert joined(after).endswith("anderes")


@pytest.mark.django_db
def test_a_change_is_told_field_by_field_in_words(people):
    offer = offer_in("published", people)
    offer.sectors.add(Sector.objects.by_code("25"))
    erp, iiot = Topic.objects.get(slug="erp"), Topic.objects.get(slug="iiot")
    content = {
        "title": offer.title + " und mehr",
        "topics": [erp.pk, iiot.pk],
        "sectors": [],
        "language": "en",
        "price_from_eur": 4900,
        "minimum_eur": None,
    }
    changes = compare(offer, OfferRevision(offer=offer, content=content))

    assert len(changes) == len(content)
    title, topics, sectors, language, price, minimum = changes
    assert title.waiting[-1] == Part("und mehr", True) or "und mehr" in joined(title.waiting)
    assert set(topics.waiting) == {Part(str(erp), True), Part(str(iiot), False)}
    assert topics.live == [Part(str(iiot), False)]
    assert (sectors.live[0].is_changed, sectors.waiting) == (True, [])
    assert (joined(language.live), joined(language.waiting)) == ("Deutsch", "Englisch")
    assert (joined(price.live), joined(price.waiting)) == ("keine Angabe", "4.900 Euro")
    assert joined(minimum.waiting) == "keine Angabe"
