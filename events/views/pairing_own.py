"""What participants of a matchmaking day see: whom they want to meet, and their own timetable; signed in or by link."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core.states import GuardFailed, InvalidTransition
from events.enums import RegistrationState
from events.models import PairingPerson
from events.pairing_forms import OwnPersonForm, WishesForm
from events.services import pairing
from events.timetables import shown
from events.timetables.letters import LINK
from links.models import SignedLink
from links.registry import Purpose, register_purpose


@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, pk: int) -> HttpResponse:
    people = PairingPerson.objects.of_person(request.user).coming().select_related("registration", "day__event")
    return _answer(request, get_object_or_404(people, pk=pk))


def _answer(request: HttpRequest, person: PairingPerson) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    wishes = posted is not None and any(name.startswith("wish_") for name in posted)
    own_form = OwnPersonForm(None if wishes else posted, instance=person, prefix="own")
    wishes_form = WishesForm(posted if wishes else None, person=person)
    form = None if posted is None else wishes_form if wishes else own_form
    if form is not None and form.is_valid() and _stored(person, form):
        messages.success(request, _("Saved. Thank you."))
        return redirect(request.path)
    context = {
        "person": person,
        "event": person.day.event,
        "own_form": own_form,
        "wishes_form": wishes_form,
        "form": form,
        "rows": shown.own_rows(person),
    }
    return render(request, "events/pairing/own.html", context)


def _stored(person: PairingPerson, form: OwnPersonForm | WishesForm) -> bool:
    try:
        if isinstance(form, WishesForm):
            pairing.wish(person, form.wishes())
        else:
            pairing.tell(person, form.columns())
    except GuardFailed as failure:
        for problem in failure.problems:
            form.add_error(None, problem)
        return False
    return True


def respond(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """The same page by link. The link is not used up: wishes change until they end, and the timetable is read often.

    Raises InvalidTransition where somebody does not come any more.
    """
    people = PairingPerson.objects.select_related("registration", "day__event")
    person = people.filter(pk=link.subject_id, registration__contact=link.contact_id).first()
    if person is None or person.registration.state != RegistrationState.REGISTERED:
        raise InvalidTransition(f"link {link.pk}: its participant does not come")
    return _answer(request, person)


def receipt(link: SignedLink) -> list[str]:
    return [_("Thank you.")]


def register() -> None:
    register_purpose(Purpose(LINK, respond, receipt, way_on=(gettext_lazy("Events"), "events:list")))
