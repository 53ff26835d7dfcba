"""What a form offers is visible to whoever is shown it, and what it does not offer it refuses.

The forms are those of the pages themselves, found in what the pages are rendered from; so a new page with a picker is
tested as soon as it is in the access table.
"""

from collections.abc import Iterator

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django_filters import FilterSet

from accounts.models import Contact, User
from events.models import Event, EventDate, PairingPerson, Question, Registration, Venue
from newsletter.models import Issue, Segment
from organisations.models import Organisation
from regions.models import FundedProject, Municipality, Region
from shares.models import Holder
from startups.models import Reference
from taxonomy.models import Sector, Topic
from tests.cases import introduction_in, need_in, offer_in
from tests.conftest import PERSONS, fresh
from tests.test_access import addresses  # noqa: F401 - a fixture
from transfer.models import SavedMapping

pytestmark = pytest.mark.django_db

REFERENCE = (Region, Municipality, Sector, Topic, Venue, FundedProject, Holder)  # public facts
DEEPEST = 3  # forms lie in tuples in dictionaries of a context


def forms_in(found, depth: int = 0) -> Iterator[forms.BaseForm]:
    """Yield the forms in a value of a template context."""
    if isinstance(found, forms.BaseForm):
        yield found
    elif isinstance(found, FilterSet):
        yield found.form
    elif isinstance(found, forms.BaseFormSet):
        yield from found.forms
        yield found.empty_form
    elif depth < DEEPEST and isinstance(found, dict | list | tuple):
        for value in found.values() if isinstance(found, dict) else found:
            yield from forms_in(value, depth + 1)


def pickers(response) -> Iterator[tuple[str, forms.ModelChoiceField]]:
    """Yield name and field of everything that is chosen among rows on a page."""
    seen = set()
    for context in response.context or ():
        for values in context.dicts if hasattr(context, "dicts") else [context]:
            for value in list(values.values()):
                for form in forms_in(value):
                    for name, field in form.fields.items():
                        if isinstance(field, forms.ModelChoiceField) and id(field) not in seen:
                            seen.add(id(field))
                            yield f"{type(form).__name__}.{name}", field


def visible_rows(model, user):
    """Return the rows of `model` that `user` may learn of; None for a model nobody has thought about."""
    if model in REFERENCE:
        return model.objects.all()
    if model is Contact:
        guests = Registration.objects.managed_by(user).values("contact")
        own_firms = Q(organisations__in=Organisation.objects.visible_to(user))
        return Contact.objects.filter(own_firms | Q(user=user) | Q(pk__in=guests))
    if model is User:
        leads = User.objects.filter(platform_roles__isnull=False) if user.moderates else User.objects.none()
        return leads | User.objects.filter(pk=user.pk)
    if model is SavedMapping:
        return SavedMapping.objects.all() if user.is_project_lead else SavedMapping.objects.none()
    if model in (EventDate, Question):  # rows of an event's own forms name themselves
        return model.objects.filter(event__in=Event.objects.managed_by(user))
    if model is Segment:  # a group of readers is no person; whoever writes issues chooses it
        return Segment.objects.all() if user.is_project_lead or user.is_editor else Segment.objects.none()
    if model is Issue:
        return Issue.objects.managed_by(user)
    if model is PairingPerson:
        return PairingPerson.objects.managed_by(user)
    if hasattr(model.objects, "visible_to"):
        return model.objects.visible_to(user)
    if model is Reference:  # the rows of a provider's form name themselves
        return Reference.objects.filter(organisation__in=Organisation.objects.visible_to(user))
    return None


def pages(person: str, people, addresses) -> list[str]:  # noqa: F811
    """Return the addresses of the one case and of others in the states in which people have something to choose."""
    needs = [need_in(state, people) for state in ("draft", "in_qualification", "returned")]
    needs.append(need_in("qualified", people, organisation=people.provider, author=people.carl, lead=people.far_lead))
    offers = [
        offer_in("draft", people),
        offer_in("published", people, organisation=people.provider, author=people.carl),
    ]
    further = [reverse("companies:need_edit", args=[need.pk]) for need in needs]
    further += [need.get_absolute_url() for need in needs]
    further += [reverse("matchmaking:introduction_add", args=[need.pk]) for need in needs]
    further += [reverse("startups:offer_edit", args=[offer.pk]) for offer in offers]
    for organisation in (people.company, people.provider, people.startup, people.other_company):
        further += [reverse(f"companies:need_{name}", args=[organisation.pk]) for name in ("list", "create")]
        further += [reverse(f"startups:offer_{name}", args=[organisation.pk]) for name in ("list", "create")]
        further += [f"{reverse('companies:need_capture')}?organisation={organisation.pk}"]
    return [*addresses.values(), *further]


@pytest.mark.parametrize("person", PERSONS)
def test_every_choice_that_is_offered_is_visible_to_the_person(person, people, addresses, sign_in):  # noqa: F811
    introduction_in("introduced", people)
    asked = pages(person, people, addresses)
    user, client = fresh(getattr(people, person)), sign_in(person)
    offered, problems = set(), set()
    for page in asked:
        if "logout" in page or "language" in page:
            continue
        for name, field in pickers(client.get(page)):
            model = field.queryset.model
            visible = visible_rows(model, user)
            if visible is None:
                problems.add(f"{name}: say in this test who may choose a {model.__name__}")
                continue
            known = set(visible.values_list("pk", flat=True))
            foreign = set(field.queryset.values_list("pk", flat=True)) - known
            problems |= {f"{name} on {page} offers {model.__name__} {pk}" for pk in foreign}
            problems |= set(accepted(name, field, model))
            offered.add(name)
    assert problems == set()
    if person in ("anna", "clara", "carl", "dora", "lead", "lead2", "far_lead"):
        assert offered, "no page showed this person a choice"


def accepted(name: str, field: forms.ModelChoiceField, model) -> Iterator[str]:
    """Yield what the field takes although it does not offer it."""
    chosen = set(field.queryset.values_list("pk", flat=True))
    key = field.to_field_name or "pk"
    for row in model._base_manager.exclude(pk__in=chosen)[:5]:
        value = getattr(row, key)
        try:
            field.clean([value] if isinstance(field, forms.ModelMultipleChoiceField) else value)
        except ValidationError:
            continue
        yield f"{name} takes {model.__name__} {row.pk} without offering it"
