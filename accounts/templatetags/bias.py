"""The panel of a case where a lead declares a bias, and where the others read of it."""

from django import template
from django.db import models

from accounts.bias import is_biased, who_can_decide
from accounts.forms import BiasForm
from accounts.models import Bias

register = template.Library()


@register.inclusion_tag("accounts/_bias.html", takes_context=True)
def bias_panel(context, kind: str, case: models.Model, region, wider: models.Model | None = None) -> dict:
    """`kind` names the case in the address; `wider` is the case it belongs to, whose biases count here too."""
    request = context["request"]
    cases = [case, wider] if wider else [case]
    declared = models.Q(subject_type=case._meta.label_lower, subject_id=case.pk)
    if wider:
        declared |= models.Q(subject_type=wider._meta.label_lower, subject_id=wider.pk)
    biases = list(Bias.objects.valid().filter(declared).select_related("user__contact").order_by("declared_at"))
    own = any(bias.user_id == request.user.pk for bias in biases)
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "kind": kind,
        "case": case,
        "biases": biases,
        "is_own": own,
        "can_withdraw": is_biased(request.user, case),
        "nobody_left": bool(biases) and not who_can_decide(region, *cases),
        "form": None if own else BiasForm(auto_id="bias_%s"),
    }
