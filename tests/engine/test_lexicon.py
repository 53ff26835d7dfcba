"""The bilingual concept space and its files."""

import pytest

from matchmaking.engine import load_resources
from matchmaking.engine.lexicon import LexiconError, parse_lexicon


def concepts_in(text, language):
    resources = load_resources()
    return {hit.concept: hit for hit in resources.term_index.find(resources.analyser.words(text, language))}


@pytest.mark.parametrize(
    ("german", "english", "concept"),
    [
        ("Bei uns herrscht Zettelwirtschaft", "everything is paper-based", "paper-chaos"),
        ("Die Presse stand drei Tage", "unplanned downtime of the press", "downtime"),
        ("Erfassung der Maschinendaten", "machine data collection", "machine-data"),
        ("wir wollen Rechnungen per XRechnung empfangen", "receiving electronic invoices", "e-invoice"),
        ("Bestände im Warenlager", "stock in the warehouse", "warehouse"),
        ("der Fachkräftemangel trifft uns", "a shortage of skilled workers", "skilled-workers"),
    ],
)
def test_german_and_english_meet_in_one_concept(german, english, concept):
    assert concept in concepts_in(german, "de")
    assert concept in concepts_in(english, "en")


def test_a_word_inside_a_longer_term_counts_less_than_alone():
    alone = concepts_in("a network for the office", "en")["network"].weight
    inside = concepts_in("a neural network for the office", "en")["network"].weight
    assert inside < alone


def test_a_term_of_several_words_needs_them_close_together():
    near = "predictive maintenance of presses"
    far = "predictive models of sales figures, stock prices, weather and traffic for the maintenance team"
    assert "predictive-maintenance" in concepts_in(near, "en")
    assert "predictive-maintenance" not in concepts_in(far, "en")


def test_hits_carry_the_place_in_the_text():
    text = "Seit Jahren: Zettelwirtschaft!"
    hit = concepts_in(text, "de")["paper-chaos"]
    assert text[hit.start : hit.end] == "Zettelwirtschaft"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("invoice | Rechnung", "test.txt:1: expected"),
        ("# note\n | Rechnung | invoice", "test.txt:2: expected"),
        ("invoice | Rechnung | invoice\ninvoice | Beleg | bill", "test.txt:2: concept invoice is listed twice"),
        ("invoice | ; | ", "test.txt:1: concept invoice has no terms"),
    ],
)
def test_a_broken_lexicon_names_file_and_line(content, message):
    with pytest.raises(LexiconError, match=message):
        parse_lexicon(content, "test.txt")


def test_every_concept_of_the_shipped_lexicon_speaks_both_languages():
    assert [c.id for c in load_resources().concepts.values() if not c.german or not c.english] == []


def test_every_shipped_term_can_be_found_again():
    resources = load_resources()
    lost = []
    for concept in resources.concepts.values():
        for language, terms in (("de", concept.german), ("en", concept.english)):
            for term in terms:
                words = resources.analyser.words(term, language)
                if concept.id not in {hit.concept for hit in resources.term_index.find(words)}:
                    lost.append((concept.id, term))
    assert lost == []
