"""Which topics a text speaks about, with the words that led there."""

from collections import defaultdict

from .documents import Document
from .features import extract_features, read_fields, vote_language
from .lexicon import TOPIC
from .resources import load_resources
from .results import Span, TopicGuess


def suggest_topics(text, title="", language=None, *, resources=None):
    """Return TopicGuess objects, strongest first; empty when no term of any topic is found.

    A guess is a proposal: the person who wrote the text decides which topics apply.
    """
    resources = resources or load_resources()
    document = Document(id="-", text=text, title=title, language=language or None)
    strengths = extract_features(document, resources).topics
    spans = locate_topics(document, resources)
    order = sorted(strengths, key=lambda topic: (-round(strengths[topic], 6), topic))
    return [TopicGuess(topic, round(strengths[topic], 6), spans[topic]) for topic in order]


def locate_topics(document, resources):
    """Return topic id -> spans of the words that speak of it."""
    language = document.language or vote_language(document, resources)
    spans = defaultdict(list)
    for field, content, found in read_fields(document, language, resources, text_only=False):
        for hit in resources.term_index.find(found):
            if hit.concept.startswith(TOPIC):
                topic = hit.concept[len(TOPIC) :]
                spans[topic].append(Span(field, hit.start, hit.end, content[hit.start : hit.end]))
    return {topic: tuple(found) for topic, found in spans.items()}
