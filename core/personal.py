"""The register of personal data: what is held about people, what for, for how long, and what an erasure does to it.

Each room registers its models in `ready()`. From the register come the privacy notice, the record of processing,
the copy people get of their data, and the scope of an erasure. A system check names every column that could hold
personal data and is registered neither as personal nor as not personal. Nothing here knows what a person is called:
the models that stand for one are declared with `person`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.periods import Period


class LegalBasis(models.TextChoices):
    """Why the law allows a purpose. Which one holds is the operator's decision, see `LEGAL_BASES`."""

    CONSENT = "consent", _("consent, Art. 6 (1) (a) GDPR")
    CONTRACT = "contract", _("use of the portal that was agreed on, Art. 6 (1) (b) GDPR")
    LEGAL_DUTY = "legal_duty", _("legal obligation, Art. 6 (1) (c) GDPR")
    PUBLIC_TASK = "public_task", _("task in the public interest, Art. 6 (1) (e) GDPR with section 3 DSG NRW")
    LEGITIMATE_INTEREST = "legitimate_interest", _("legitimate interest, Art. 6 (1) (f) GDPR")


@dataclass(frozen=True)
class DataClass:
    """Data that is kept equally long. `period` is written as in `core.periods` and may be replaced by the setting
    `RETENTION`; None: it goes with what it belongs to. `starts` says what the period counts from, `action` what
    happens at its end, `exception` when it stays longer."""

    slug: str
    title: Any
    starts: Any
    action: Any
    default: str | None
    exception: Any = ""

    @property
    def written(self) -> str:
        """The period as settings write it; empty for data that goes with what it belongs to."""
        return settings.RETENTION.get(self.slug, self.default) or ""

    @property
    def period(self) -> Period | None:
        return Period.parse(self.written) if self.written else None

    @property
    def sentence(self) -> str:
        """How long, and from when, in words."""
        if self.period is None:
            return str(self.action)
        return gettext("%(period)s from: %(start)s") % {"period": self.period, "start": self.starts}


@dataclass(frozen=True)
class Purpose:
    """Why data is held. `people` says whose, `categories` which, `recipients` who gets to see it, `retention` is the
    slug of a data class; `short` is the one sentence next to forms."""

    slug: str
    title: Any
    description: Any
    short: Any
    default_basis: LegalBasis
    people: Any
    categories: Any
    recipients: Any
    retention: str
    order: int = 50

    @property
    def legal_basis(self) -> LegalBasis:
        return LegalBasis(settings.LEGAL_BASES.get(self.slug, self.default_basis))

    @property
    def data_class(self) -> DataClass:
        return data_classes()[self.retention]


class How(StrEnum):
    """What an erasure does to a column of the rows that are a person's."""

    CLEAR = "clear"  # emptied
    PLACEHOLDER = "placeholder"  # a value that names nobody, where the row needs one
    SCRUB = "scrub"  # the text stays, each mention of the person goes, in all rows
    DELETE = "delete"  # the whole row goes
    KEEP = "keep"  # stays, see the ground


@dataclass(frozen=True)
class Fate:
    """`how`, with the `ground` of what stays. `is_secret`: no copy holds it (hashes, codes, contents of sessions)."""

    how: How
    ground: Any = ""
    is_secret: bool = False


CLEAR, PLACEHOLDER, SCRUB, DELETE = (Fate(how) for how in (How.CLEAR, How.PLACEHOLDER, How.SCRUB, How.DELETE))


def keep(ground: Any) -> Fate:
    """The column stays; `ground` tells the person why."""
    return Fate(How.KEEP, ground)


def secret(fate: Fate) -> Fate:
    """The same fate for a value that is in no copy."""
    return replace(fate, is_secret=True)


@dataclass(frozen=True)
class Holding:
    """What a model holds about people for one purpose.

    `subject` are lookups from a row to the person ("" the row itself); `addresses` are columns that name the person
    by mail address instead. `fields` say what an erasure does; they and `also` are what a copy of the own data shows
    of the rows `among` which the person may look.
    """

    label: str
    purpose_slug: str
    subject: tuple[str, ...]
    addresses: tuple[str, ...]
    fields: dict[str, Fate]
    also: tuple[str, ...]
    among: Q
    has_acted: bool = False

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def purpose(self) -> Purpose:
        return purposes()[self.purpose_slug]

    @property
    def references(self) -> set[str]:
        """The columns by which rows point at people."""
        return {path.partition("__")[0] for path in self.subject} - {""}

    @property
    def shown(self) -> list[str]:
        """The columns that a copy of the own data shows."""
        return [*[name for name, fate in self.fields.items() if not fate.is_secret], *self.also]

    @property
    def deletes_rows(self) -> bool:
        return any(fate.how == How.DELETE for fate in self.fields.values())

    def rows_of(self, people: Iterable[models.Model], addresses: Iterable[str] = ()) -> models.QuerySet:
        """Return the rows about the person that `people` stand for (contact, account) and `addresses` reach."""
        people, rows = list(people), self.model._base_manager.all()
        found = Q(pk__in=[])
        for path in self.subject:
            target = _end_of(self.model, path)
            for one in people:
                if isinstance(one, target):
                    found |= Q(**{path or "pk": one.pk})
        for number, name in enumerate(self.addresses):
            rows = rows.alias(**{f"address_{number}": Cast(name, models.TextField())})
            is_list = isinstance(self.model._meta.get_field(name), models.JSONField)
            for address in addresses:
                found |= Q(**{f"address_{number}__{'icontains' if is_list else 'iexact'}": address})
        return self.model._base_manager.filter(pk__in=rows.filter(found).values("pk")).order_by("pk")


_purposes: dict[str, Purpose] = {}
_data_classes: dict[str, DataClass] = {}
_holdings: dict[str, list[Holding]] = defaultdict(list)
_harmless: dict[str, set[str]] = defaultdict(set)
_person_labels: set[str] = set()


def register_purpose(purpose: Purpose) -> None:
    _purposes[purpose.slug] = purpose


def register_data_class(data_class: DataClass) -> None:
    _data_classes[data_class.slug] = data_class


def person(label: str) -> None:
    """Declare that rows of model `label` are people."""
    _person_labels.add(label)


def personal(
    label: str,
    purpose: str,
    *,
    subject: str | tuple[str, ...] = (),
    addresses: tuple[str, ...] = (),
    fields: dict[str, Fate] | None = None,
    also: tuple[str, ...] = (),
    among: Q | None = None,
) -> None:
    """Register what model `label` ("app.Model") holds about people for `purpose`; see Holding. A model that serves
    several purposes, or holds data of several people, is registered once for each."""
    paths = (subject,) if isinstance(subject, str) else subject
    _holdings[label].append(Holding(label, purpose, paths, addresses, fields or {}, also, among or Q()))


def acted(label: str, **references: str) -> None:
    """Register that rows of `label` say who did something: reference to the person = the column that says when
    ("" where none does). The reference stays after an erasure; it then leads to a row without name."""
    for reference, when in references.items():
        also = (when,) if when else ()
        _holdings[label].append(Holding(label, "accountability", (reference,), (), {}, also, Q(), has_acted=True))


def not_personal(label: str, *names: str) -> None:
    """Register that these columns of model `label` hold nothing about a person."""
    _harmless[label].update(names)


def purposes() -> dict[str, Purpose]:
    """Return the purposes by slug, in the order of the notice."""
    return {each.slug: each for each in sorted(_purposes.values(), key=lambda purpose: purpose.order)}


def data_classes() -> dict[str, DataClass]:
    return dict(_data_classes)


def holdings(purpose: str = "") -> list[Holding]:
    """Return what is held, of all purposes or one, by model name."""
    found = [holding for label in sorted(_holdings) for holding in _holdings[label]]
    return [holding for holding in found if not purpose or holding.purpose_slug == purpose]


def person_models() -> list[type[models.Model]]:
    return [apps.get_model(label) for label in sorted(_person_labels)]


def fates_of(model: type[models.Model]) -> dict[str, Fate]:
    """Return what an erasure does to each personal column of `model`."""
    return {name: fate for holding in _holdings[model._meta.label] for name, fate in holding.fields.items()}


# --- The check -------------------------------------------------------------------------------------

# Columns of these kinds say nothing about a person by themselves; all others are registered one way or the other.
_PLAIN = (
    models.IntegerField,
    models.BooleanField,
    models.FloatField,
    models.DecimalField,
    models.DateField,
    models.TimeField,
    models.DurationField,
)


def may_be_personal(column: models.Field) -> bool:
    """Whether `column` can hold personal data: texts, documents, files, addresses, and references to people."""
    if column.is_relation:
        return column.related_model in person_models()
    return not isinstance(column, _PLAIN) and not column.choices


def classified(label: str) -> set[str]:
    """Return the columns of model `label` that the register knows."""
    known = set(_harmless[label])
    for holding in _holdings[label]:
        known |= {*holding.fields, *holding.references}
    return known


def registered_models() -> list[type[models.Model]]:
    """Return every model with a table of its own, the ones of libraries and those in between included."""
    return [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]


def check_register() -> list[CheckMessage]:
    """Return an error for each column, purpose and setting that the register cannot answer for."""
    return [*_unclassified(), *_broken_holdings(), *_broken_settings()]


def _unclassified() -> Iterator[Error]:
    hint = "Register it with core.personal.personal or not_personal in the ready() of the app that owns the model."
    for model in registered_models():
        known = classified(model._meta.label)
        for column in model._meta.local_fields:
            if may_be_personal(column) and column.name not in known:
                message = f"{model._meta.label}.{column.name} is neither registered as personal nor as not personal."
                yield Error(message, hint=hint, obj=model, id="core.E010")


def _broken_holdings() -> Iterator[Error]:
    for label in sorted({*_holdings, *_harmless}):
        model = apps.get_model(label)
        seen: set[str] = set(_harmless[label])
        for name in _harmless[label]:
            yield from _missing(model, name)
        for holding in _holdings[label]:
            if holding.purpose_slug not in _purposes:
                message = f"{label} is held for a purpose that nobody has registered: {holding.purpose_slug}."
                yield Error(message, obj=model, id="core.E011")
            for name in (*holding.fields, *holding.also, *holding.addresses):
                yield from _missing(model, name)
            for name in seen & set(holding.fields):
                yield Error(f"{label}.{name} is registered twice.", obj=model, id="core.E012")
            seen |= set(holding.fields)
            yield from _broken_paths(holding)
            yield from _broken_fates(holding)


def _missing(model: type[models.Model], name: str) -> Iterator[Error]:
    if name not in {column.name for column in model._meta.local_fields}:
        yield Error(f"{model._meta.label} has no column {name}.", obj=model, id="core.E013")


def _end_of(model: type[models.Model], path: str) -> type[models.Model]:
    for step in path.split("__") if path else ():
        model = model._meta.get_field(step).related_model
    return model


def _broken_paths(holding: Holding) -> Iterator[Error]:
    for path in holding.subject:
        try:
            leads_to_person = _end_of(holding.model, path) in person_models()
        except (FieldDoesNotExist, AttributeError):
            leads_to_person = False
        if not leads_to_person:
            message = f"{holding.label}: {path or 'the row itself'} leads to no person."
            yield Error(message, obj=holding.model, id="core.E014")


def _broken_fates(holding: Holding) -> Iterator[Error]:
    for name, fate in holding.fields.items():
        if fate.how == How.KEEP and not fate.ground:
            yield Error(f"{holding.label}.{name} stays without a ground.", obj=holding.model, id="core.E015")
        column = next((each for each in holding.model._meta.local_fields if each.name == name), None)
        if fate.how == How.CLEAR and column is not None and column.unique and not column.null:
            message = f"{holding.label}.{name} is unique and cannot be cleared."
            yield Error(message, hint="Use PLACEHOLDER.", obj=holding.model, id="core.E016")


def _broken_settings() -> Iterator[Error]:
    for purpose in _purposes.values():
        if purpose.retention not in _data_classes:
            yield Error(f"Purpose {purpose.slug} names an unknown data class: {purpose.retention}.", id="core.E017")
    for slug, basis in settings.LEGAL_BASES.items():
        if slug not in _purposes or basis not in LegalBasis.values:
            known = ", ".join(LegalBasis.values)
            message = f"LEGAL_BASES: {slug}={basis} names no purpose or no legal basis."
            yield Error(message, hint=f"Purposes: {', '.join(purposes())}. Bases: {known}.", id="core.E018")
    for slug, written in settings.RETENTION.items():
        try:
            Period.parse(written)
            problem = "" if slug in _data_classes else f"there is no data class {slug}"
        except ValueError as error:
            problem = str(error)
        if problem:
            yield Error(f"RETENTION: {problem}.", hint=f"Data classes: {', '.join(_data_classes)}.", id="core.E019")
