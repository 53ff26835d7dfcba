"""One document read into Features, with the facts its profile counts."""

from dataclasses import replace

from .facts import topic_strengths
from .features import extract_features


def read_features(document, resources, *, text_only=False):
    """Return the Features of one Document with the topics its profile counts."""
    features = extract_features(document, resources, text_only=text_only)
    topics = topic_strengths(document, features.topics, resources, text_only=text_only)
    return features if topics is features.topics else replace(features, topics=topics)
