"""The page on which a provider tells who it is and what it can take on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.states import GuardFailed
from core.steps import form_key_of
from organisations.models import Organisation
from startups import services
from startups.forms import AboutForm, ProviderForm, ReferenceFormSet
from startups.models import ProviderProfile
from startups.permissions import can_edit_provider
from taxonomy.forms import sector_choices


def provider_edit(request: HttpRequest, org: int) -> HttpResponse:
    """Capacity, languages, references and a few words about the organisation, saved together."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=org)
    if not can_edit_provider(request.user, organisation):
        raise PermissionDenied
    profile = ProviderProfile.objects.filter(organisation=organisation).first()
    version = profile.version if profile else ""
    data = request.POST if request.method == "POST" else None
    forms = {
        "profile_form": ProviderForm(data, instance=profile),
        "about_form": AboutForm(data, instance=organisation),
        "references": ReferenceFormSet(data, instance=organisation, form_kwargs={"sector_choices": sector_choices()}),
    }
    key = form_key_of(request)
    if data is not None and all(form.is_valid() for form in forms.values()):
        try:
            services.save_provider(
                **forms,
                organisation=organisation,
                actor=request.user,
                version=data.get("version", version),
                form_key=key,
            )
        except GuardFailed as failure:
            forms["profile_form"].add_error(None, failure.problems)
        else:
            messages.success(request, _("Your profile is saved."))
            return redirect("startups:provider_edit" if "more" in data else "startups:offer_list", org)
    context = {"organisation": organisation, "version": version, "form_key": key, **forms}
    return render(request, "startups/provider_form.html", context)
