import pytest

from matchmaking.bench.generator import Generator, describe


@pytest.fixture(scope="module")
def generator(gold):
    return Generator(gold)


def test_equal_seeds_give_equal_texts_and_others_do_not(generator, gold):
    texts = generator.texts("needs", 20)
    assert Generator(gold).texts("needs", 20) == texts
    assert Generator(gold, seed=1).texts("needs", 20) != texts


def test_a_smaller_run_reads_the_beginning_of_a_larger_one(generator):
    assert generator.texts("offers", 30)[:10] == generator.texts("offers", 10)


def test_fresh_needs_are_other_needs(generator):
    needs, fresh = ({text.text for text in generator.texts(side, 50)} for side in ("needs", "fresh"))
    assert not needs & fresh


def test_texts_have_about_sixty_words_in_two_languages_and_ids_of_their_own(generator):
    texts = [*generator.texts("needs", 300), *generator.texts("offers", 300)]
    assert describe(texts)["mean_words"] == pytest.approx(60, abs=5)
    german = sum(text.language == "de" for text in texts)
    assert german == pytest.approx(390, abs=60)
    assert {text.language for text in texts} == {"de", "en"}
    assert len({text.id for text in texts}) == 600


def test_at_ten_thousand_needs_and_offers_words_are_as_many_and_as_rare_as_in_real_texts(generator):
    found = describe([*generator.texts("needs", 10_000), *generator.texts("offers", 10_000)])
    assert found["texts"] == 20_000
    assert found["vocabulary"] >= 50_000
    assert found["zipf_exponent"] == pytest.approx(1, abs=0.15)
