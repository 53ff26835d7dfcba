from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from regions.forms import AsOfForm
from regions.selectors import register_dates, share_register


@login_not_required
@require_safe
def shareholders(request: HttpRequest) -> HttpResponse:
    """The shareholder register: public facts, as of today or `?as_of=YYYY-MM-DD`."""
    today = timezone.localdate()
    form = AsOfForm(request.GET if "as_of" in request.GET else None, initial={"as_of": today})
    valid = form.is_valid() or not form.is_bound
    on = (form.is_bound and valid and form.cleaned_data["as_of"]) or today
    context = {
        "form": form,
        "register": share_register(on),
        "dates": register_dates(),
        "is_today": on == today,
        "is_future": on > today,
    }
    return render(request, "regions/shareholder_list.html", context, status=200 if valid else 400)
