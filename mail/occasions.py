"""What the outbox has to know about kinds of letters. Rooms register theirs in `ready()`.

A letter is written when something happens and leaves later, maybe much later: when a person has released it, when
the mail server is back, with the summary of the next morning. By then the case may have moved on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db.models import Model, QuerySet

from mail.enums import Weight


@dataclass(frozen=True)
class Occasion:
    """`write(about)` posts the letters of the occasion again, by which a letter is written anew; None: it cannot be.
    `is_current(about)` says whether the letter may still leave; None: it tells what has happened, which stays true.
    `link_is_the_secret`: a confidential letter of this kind may be read without the address of its button.
    `edit_form(data, letter, about)` returns the form for its free paragraphs where more has to be checked than by
    `mail.forms.EditForm`."""

    write: Callable[[Any], None] | None = None
    is_current: Callable[[Any], bool] | None = None
    weight: Weight = Weight.NEWS
    link_is_the_secret: bool = False
    edit_form: Callable[[Any, Any, Any], Any] | None = None


_USUAL = Occasion()
_occasions: dict[str, Occasion] = {}
_deciders: dict[str, Callable[[Any], QuerySet]] = {}


def occasion(*kinds: str, **options: Any) -> None:
    """Register `kinds` of letters; a kind that ends with a dot stands for all that begin with it."""
    for kind in kinds:
        _occasions[kind] = Occasion(**options)


def occasion_of(kind: str) -> Occasion:
    """Return what is known about `kind`; the longest beginning that is registered counts."""
    fitting = [known for known in _occasions if known == kind or (known.endswith(".") and kind.startswith(known))]
    return _occasions[max(fitting, key=len)] if fitting else _USUAL


def is_current(kind: str, about: Model | None) -> bool:
    """Whether a letter of `kind` may still leave; one whose case is gone may not where it depends on the case."""
    check = occasion_of(kind).is_current
    return check is None or (about is not None and check(about))


def decided_by(label: str, cases: Callable[[Any], QuerySet]) -> None:
    """Register who decides about letters concerning model `label`: those for whom `cases(user)` holds the case."""
    _deciders[label] = cases


def deciders() -> dict[str, Callable[[Any], QuerySet]]:
    return dict(_deciders)


def check_held_kinds() -> list[CheckMessage]:
    """Return an error for each kind in MAIL_HELD_KINDS that nobody registered: a typing error would let it go."""
    unknown = [kind for kind in settings.MAIL_HELD_KINDS if kind not in _occasions]
    hint = f"Known: {', '.join(sorted(kind for kind, each in _occasions.items() if each.is_current))}."
    return [Error(f"MAIL_HELD_KINDS names no kind of letter: {kind}.", hint=hint, id="mail.E001") for kind in unknown]
