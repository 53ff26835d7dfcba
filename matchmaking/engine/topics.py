"""Which topics a text speaks about, with the words that led there."""

from collections import defaultdict

from .corpus import extract_features
from .documents import Document
from .resources import load_resources
from .results import Span, TopicGuess


def suggest_topics(text, title="", language=None, *, resources=None):
    """Return TopicGuess objects, strongest first; empty when no term of any topic is found.

    A guess is a proposal: the person who wrote the text decides which topics apply.
    """
    resources = resources or load_resources()
    document = Document(id="-", text=text, title=title, language=language)
    strengths = extract_features(document, resources).topics
    spans = locate_topics(document, resources)
    order = sorted(strengths, key=lambda topic: (-round(strengths[topic], 6), topic))
    return [TopicGuess(topic, round(strengths[topic], 6), spans[topic]) for topic in order]


def locate_topics(document, resources, language=None):
    """Return topic id -> spans of the words that speak of it."""
    language = language or document.language or resources.analyser.vote_language(f"{document.title} {document.text}")
    spans = defaultdict(list)
    for field in ("title", "text"):
        content = getattr(document, field)
        for hit in resources.topic_index.find(resources.analyser.words(content, language)):
            spans[hit.concept].append(Span(field, hit.start, hit.end, content[hit.start : hit.end]))
    return {topic: tuple(found) for topic, found in spans.items()}
