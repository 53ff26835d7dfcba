"""Forms of the lexicon."""

import re
from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import FilterForm, ProseField
from matchmaking.engine.lexicon import Concept
from matchmaking.engine.resources import Resources
from matchmaking.lexicon import checks
from matchmaking.lexicon.concepts import Lexicon
from matchmaking.lexicon.models import ID_LENGTH, NOTE_LENGTH

TRIAL_LENGTH = 5_000
LIST_LENGTH = 12_000  # characters of a field of terms; more than the terms a concept may have
STANDINGS = [
    ("draft", gettext_lazy("with a draft")),
    ("changed", gettext_lazy("changed")),
    ("own", gettext_lazy("own concepts")),
    ("off", gettext_lazy("switched off")),
    ("contained", gettext_lazy("edits that the files hold by now")),
]


class ConceptSearch(FilterForm):
    """Narrows the list of concepts."""

    q = forms.CharField(
        label=gettext_lazy("Word or identifier"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    standing = forms.ChoiceField(
        label=gettext_lazy("Show"), required=False, choices=[("", gettext_lazy("all concepts")), *STANDINGS]
    )


class ConceptForm(forms.Form):
    """How a concept should be. `key` None asks for a new one.

    After `is_valid()` the wanted Concept is in `concept`. `number` carries which edit the person has seen.
    """

    key = forms.CharField(
        label=gettext_lazy("Identifier"),
        max_length=ID_LENGTH,
        required=False,
        help_text=gettext_lazy(
            "Small letters, digits and hyphens. Leave it empty to take the first term. “g-” at the beginning marks an "
            "everyday concept, which counts less."
        ),
    )
    german = ProseField(
        label=gettext_lazy("German terms"),
        rows=8,
        required=False,
        max_length=LIST_LENGTH,
        help_text=gettext_lazy("One per line. Inflected forms are found by themselves."),
    )
    english = ProseField(
        label=gettext_lazy("English terms"),
        rows=8,
        required=False,
        max_length=LIST_LENGTH,
        help_text=gettext_lazy("One per line."),
    )
    broader = ProseField(
        label=gettext_lazy("Broader concepts"),
        rows=2,
        required=False,
        max_length=1_000,
        help_text=gettext_lazy("One per line: the identifier of a concept, or a term of it."),
    )
    is_off = forms.BooleanField(
        label=gettext_lazy("Switch this concept off"),
        required=False,
        help_text=gettext_lazy("It is no longer looked for. You can switch it on again at any time."),
    )
    note = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=NOTE_LENGTH,
        help_text=gettext_lazy("A short note for the others, such as the text in which the word was missing."),
        error_messages={"required": gettext_lazy("Write in a few words why; the others read it in the history.")},
    )
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args, lexicon: Lexicon, resources: Resources, key: str | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.lexicon, self.resources, self.fixed_key = lexicon, resources, key
        self.concept: Concept | None = None
        if key is None:
            del self.fields["is_off"]
            self.fields["number"].initial = 0
        else:
            del self.fields["key"]

    @staticmethod
    def as_initial(concept: Concept, *, is_off: bool, number: int) -> dict:
        """Return the values of the fields for a concept as it stands."""
        return {
            "german": "\n".join(concept.german),
            "english": "\n".join(concept.english),
            "broader": "\n".join(concept.broader),
            "is_off": is_off,
            "number": number,
        }

    def clean_key(self) -> str:
        key = self.cleaned_data["key"].strip()
        if not key:
            return ""
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key):
            raise ValidationError(_("Use small letters, digits and single hyphens, such as “machine-data”."))
        if self.lexicon.knows(key):
            raise ValidationError(_("There is such a concept already. Choose another identifier, or edit that one."))
        return key

    def clean_german(self) -> Sequence[str]:
        return self._checked_terms("german", "de")

    def clean_english(self) -> Sequence[str]:
        return self._checked_terms("english", "en")

    def clean_broader(self) -> Sequence[str]:
        return checks.resolve_broader(
            checks.read_list(self.cleaned_data["broader"]), self.fixed_key or "", self.lexicon
        )

    def _checked_terms(self, name: str, language: str) -> Sequence[str]:
        terms = checks.read_list(self.cleaned_data[name])
        shipped = self.lexicon.shipped.get(self.fixed_key or "")
        checks.check_terms(terms, language, self.resources, known=getattr(shipped, name, ()))
        return terms

    def clean(self) -> dict:
        data = super().clean()
        if not {"german", "english", "broader"} <= data.keys() or (self.fixed_key is None and "key" not in data):
            return data
        german, english = data["german"], data["english"]
        if not (german or english):
            self.add_error("german", _("A concept has at least one term. To give it up, switch it off."))
            return data
        key = self.fixed_key or data["key"] or checks.suggest_id(german, english, self.lexicon)
        self.concept = Concept(key, tuple(german), tuple(english), data["broader"])
        return data


class TrialForm(forms.Form):
    """A text in which the words are looked up. It is not kept."""

    text = ProseField(
        label=gettext_lazy("Text"),
        rows=8,
        max_length=TRIAL_LENGTH,
        help_text=gettext_lazy("Such as a need or an offer, without names. It is not stored."),
        error_messages={"required": gettext_lazy("Paste a text.")},
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[
            ("", gettext_lazy("find out")),
            ("de", gettext_lazy("German")),
            ("en", gettext_lazy("English")),
        ],
    )
    with_drafts = forms.BooleanField(label=gettext_lazy("With the drafts"), required=False, initial=True)
