"""Names the portal knows: of its organisations and of the people behind them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from django.db.models import Q

from accounts.models import Contact
from organisations.models import Organisation
from organisations.names import name_key
from organisations.telltales.vocabulary import is_in_lexicon

SHORTEST = 4  # letters; shorter parts of names are everyday words
_LEGAL_FORMS = {"gmbh", "mbh", "haftungsbeschränkt", "partg", "gesellschaft", "stiftung", "verein", "ohg", "kgaa"}
_CAPITAL = re.compile(r"\b[A-ZÄÖÜ][^\W\d_]{2,}")
_MOST_ORGANISATIONS = 200  # a word of more of them is everybody's


@dataclass(frozen=True)
class Names:
    """What telling names there are: parts of names of organisations, names of two words and more that are telling as
    a whole, family and given names. All as they are written, `phrases` folded as `name_key` does."""

    organisations: frozenset[str] = frozenset()
    phrases: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()

    @classmethod
    def of(cls, organisations: Iterable[str], people: Iterable[tuple[str, str]]) -> "Names":
        """Return the telling parts of names of organisations and of (given name, family name)."""
        organisations, people = list(organisations), list(people)
        keys = {name_key(name) for name in organisations}
        return cls(
            organisations=frozenset(word for name in organisations for word in telling_words(name)),
            phrases=frozenset(key for key in keys if " " in key),
            family=frozenset(family for _given, family in people if family),
            given=frozenset(given for given, _family in people if given),
        )


def telling_words(name: str) -> list[str]:
    """Return the words of a name that lead to its bearer: no legal form, no word of the trade."""
    words = re.findall(r"[^\W\d_]+", name)
    return [
        word for word in words if len(word) >= SHORTEST and word.lower() not in _LEGAL_FORMS and not is_in_lexicon(word)
    ]


@dataclass(frozen=True)
class _Words:
    """The words of a text under which a name could be written."""

    single: set[str] = field(default_factory=set)
    pairs: set[str] = field(default_factory=set)


def _words_of(text: str) -> _Words:
    words = _CAPITAL.findall(text)
    named = [pair for pair in pairwise(re.findall(r"[^\W_]+", text)) if pair[0][0].isupper() and pair[1][0].isupper()]
    pairs = {name_key(" ".join(pair)) for pair in named if len("".join(pair)) >= 2 * SHORTEST}
    return _Words(single={base for word in words for base in bases(word)}, pairs=pairs)


def bases(word: str) -> set[str]:
    """Return what `word` may be a form of: Steinrücks, Dortmunder."""
    return {word} | {word[: -len(end)] for end in ("s", "er", "en", "ern", "sche", "schen") if word.endswith(end)}


def known_names(text: str, *, apart_from: Organisation) -> Names:
    """Return the names in `text` of people of the portal and of organisations other than `apart_from`.

    Asks the database for the few words of the text that are nobody's words, so it costs the same whatever it holds.
    """
    words = _words_of(text)
    unusual = {word for word in words.single if len(word) >= SHORTEST and not is_in_lexicon(word)}
    wanted = {name_key(word) for word in unusual}
    asked = Q()
    for key in wanted | words.pairs:
        asked |= Q(name_key__contains=key)
    found = []
    if asked:
        others = Organisation.objects.current().exclude(pk=apart_from.pk).filter(asked)
        found = list(others.values_list("name", flat=True)[:_MOST_ORGANISATIONS])
    people = Contact.objects.filter(erased_at=None).filter(Q(family_name__in=words.single) | Q(given_name__in=unusual))
    return Names.of(found, people.values_list("given_name", "family_name")[:_MOST_ORGANISATIONS])
