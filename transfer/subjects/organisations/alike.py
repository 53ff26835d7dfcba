"""Which organisation a new row looks like."""

from collections import defaultdict

from django.db import connection
from django.utils.translation import gettext as _

from organisations.checks import LIKELY_THE_SAME
from organisations.likeness import Traces, find_alike
from organisations.models import Organisation
from transfer.subjects.base import Plan

_SET_THRESHOLD = "SELECT set_config('pg_trgm.similarity_threshold', %s, true)"
# The nearest names of the database for many names at once, each an index scan; and the same domain.
_CANDIDATES = """
SELECT wanted.line, near.id
FROM unnest(%s::int[], %s::text[], %s::text[]) AS wanted (line, name_key, web_domain)
CROSS JOIN LATERAL (
    (SELECT id FROM organisations_organisation
     WHERE name_key %% wanted.name_key AND merged_into_id IS NULL
     ORDER BY similarity(name_key, wanted.name_key) DESC, id LIMIT 3)
    UNION
    (SELECT id FROM organisations_organisation
     WHERE web_domain = wanted.web_domain AND wanted.web_domain <> '' AND merged_into_id IS NULL ORDER BY id LIMIT 3)
) AS near
"""


def _candidates(plans: list[Plan]) -> dict[int, list[int]]:
    """Return organisations whose name or domain is near that of a row: line -> ids."""
    found = defaultdict(list)
    if plans:
        rows = [(plan.line, plan.instance.name_key, plan.instance.web_domain) for plan in plans]
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('pg_trgm.similarity_threshold')")
            (usual,) = cursor.fetchone()
            cursor.execute(_SET_THRESHOLD, [str(LIKELY_THE_SAME - 0.1)])
            cursor.execute(_CANDIDATES, [list(column) for column in zip(*rows, strict=True)])
            for line, pk in cursor.fetchall():
                found[line].append(pk)
            cursor.execute(_SET_THRESHOLD, [usual])  # for what else happens in this transaction
    return found


def mark_likely(plans: list[Plan], actor) -> None:
    """Note for new rows which organisation they look like, by the same rules as where people register."""
    new = [plan for plan in plans if plan.is_new]
    candidates = _candidates(new)
    among = Organisation.objects.visible_to(actor)
    for plan in new:
        if plan.line not in candidates:
            continue
        organisation = plan.instance
        traces = Traces.typed(organisation.name, organisation.postcode, organisation.website)
        found = find_alike(traces, among.filter(pk__in=candidates[plan.line]), most=1)
        if found and found[0].score >= LIKELY_THE_SAME:
            alike = found[0]
            plan.likely_id = alike.organisation.pk
            plan.messages.append(
                _("Looks like %(name)s (%(id)s): %(reasons)s.")
                % {
                    "name": alike.organisation.name,
                    "id": alike.organisation.pk,
                    "reasons": ", ".join(map(str, alike.reasons)),
                }
            )
