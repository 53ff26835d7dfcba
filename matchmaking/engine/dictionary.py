"""An operator's general German-English dictionary, where one is installed.

Every German word is glossed with the English words that translate it; English is the pivot, so that two
German words with one translation meet as well. The format is the one of Debian's package trans-de-en:
`de; de | de; de :: en; en | en; en`, where the groups between bars belong together.
"""

import hashlib
import math
import re
from functools import cache
from pathlib import Path

from .cache import cached

FILE = Path("/usr/share/trans/de-en")

_NOTE = re.compile(r"\([^)]*\)|\{[^}]*\}|\[[^\]]*\]|<[^>]*>|/[^/;|]*/")
_FILLERS = re.compile(
    r"\b(?:etw|jdm|jdn|jds|jd|sth|sb|so|sich|to|oneself|sb's|one's|a|an|the|der|die|das|ein|eine)\b\.?"
)
_WORD = re.compile(r"[^\W_]+")
_MOST = 6
_LONGEST = 3


class Dictionary:
    """German keys -> English keys with weights; `version` identifies the file that was read."""

    def __init__(self, entries, version):
        self._entries = entries
        self.version = version

    def glosses(self, key, language):
        """Return ((English key, weight), ...) for the key of one word; an English word is its own gloss."""
        return ((key, 1.0),) if language == "en" else self._entries.get(key, ())


def load_dictionary(path, analyser, analysis_version):
    """Return the Dictionary in the file `path`, None where there is no such file.

    analysis_version   version of the analyser, for the cache
    """
    if path is None or not path.is_file():
        return None
    content = path.read_bytes()
    version = hashlib.sha256(content).hexdigest()[:12]
    rows = cached("dictionary", f"{version}-{analysis_version}", lambda: _read(content, analyser))
    return Dictionary({key: tuple(map(tuple, options)) for key, options in rows}, version)


def _read(content, analyser):
    entries = {}
    key = cache(analyser.key)  # a dictionary repeats its words
    for line in content.decode("utf-8", "replace").splitlines():
        if "::" in line and not line.startswith("#"):
            _take(line, entries, key)
    return [(key, _weigh(options)) for key, options in entries.items()]


def _take(line, entries, key):
    left, _, right = _NOTE.sub(" ", line).partition("::")
    for german, english in zip(left.split("|"), right.split("|"), strict=False):
        keys = {_keys(words, "de", key) for words in _terms(german, 1)} - {()}
        if not keys:
            continue
        glosses = [found for found in (_keys(words, "en", key) for words in _terms(english, _LONGEST)) if found]
        for (word,) in sorted(keys):
            options = entries.setdefault(word, {})
            for gloss in glosses:
                options[gloss] = options.get(gloss, 0) + 1


def _terms(text, longest):
    """Yield the words of the terms in `text` that have at most `longest` of them."""
    for term in text.split(";"):
        words = _WORD.findall(_FILLERS.sub(" ", term))
        if len(words) <= longest:
            yield words


def _keys(words, language, key):
    keys = (key(word, language) for word in words)
    return tuple(dict.fromkeys(found for found in keys if found))


def _weigh(options):
    """Return the weights of the commonest translations: few ones are sure, many are not."""
    best = sorted(options.items(), key=lambda option: (-option[1], len(option[0]), option[0]))[:_MOST]
    weights = {}
    for gloss, _count in best:
        for key in gloss:
            weights[key] = max(weights.get(key, 0.0), 1.0 / math.sqrt(len(best) * len(gloss)))
    return tuple(sorted(weights.items()))
