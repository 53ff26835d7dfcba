"""The search holds what is published, nothing else. A firm may be called like a person; so texts are scrubbed."""

from django.utils.translation import gettext_lazy as _

from core.personal import SCRUB, keep, not_personal, personal, secret

MADE_ANEW = _("The search index is made anew from the published texts every night.")


def register() -> None:
    texts = ("title_de", "title_en", "body_de", "body_en", "title_key")
    personal("search.Document", "cases", fields={**dict.fromkeys(texts, SCRUB), "vector": secret(keep(MADE_ANEW))})
    not_personal("search.Document", "kind", "url", "topics", "digest")
    personal("search.Word", "cases", fields={"shown": secret(keep(MADE_ANEW)), "word": secret(keep(MADE_ANEW))})
    not_personal("search.Word", "lexeme", "parts")
