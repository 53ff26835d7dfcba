"""Topics and sectors say nothing about people."""

from core.personal import not_personal


def register() -> None:
    not_personal("taxonomy.TopicGroup", "slug", "label_de", "label_en")
    not_personal("taxonomy.Topic", "slug", "label_de", "label_en")
    not_personal("taxonomy.TopicTerm", "term")
    not_personal("taxonomy.Sector", "scheme", "code", "title_de", "title_en", "short_de")
