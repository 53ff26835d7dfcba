"""Pairs of organisations that may be one, found in the whole stock by one statement of the database.

Only organisations that share a key are compared: domain, VAT number, register entry, name, postcode, or the beginning
of a word of the name within one municipality. A key that very many share says nothing and is left out, so that the
work grows with the number of organisations, not with that of their pairs. Each trace is a chance of its own; together
they give the likelihood, contradictions lower it.
"""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organisations.models import OrganisationPair

LEAST = 0.5  # likelihood from which on a pair is listed
MOST_PER_KEY = 60  # organisations; a key that more share is too common to tell anything
REASONS = {
    "same_vat_id": _("same VAT identification number"),
    "same_register": _("same entry in the register"),
    "same_site": _("same web address"),
    "same_mail": _("web or mail addresses of the same domain"),
    "same_name": _("same name"),
    "former_name": _("former name"),
    "similar_name": _("similar name"),
    "same_postcode": _("same postcode"),
    "same_municipality": _("same municipality"),
    "other_vat_id": _("but different VAT identification numbers"),
    "other_register": _("but different entries in the register"),
    "other_postcode": _("but different postcodes"),
}

_FIND = """
WITH org AS MATERIALIZED (
    SELECT id, name_key, postcode, municipality_id, web_domain,
           upper(regexp_replace(vat_id, '[^[:alnum:]]', '', 'g')) AS vat,
           CASE WHEN register_number = '' THEN ''
                ELSE lower(regexp_replace(register_court || register_number, '[^[:alnum:]]', '', 'g')) END AS register
    FROM organisations_organisation WHERE merged_into_id IS NULL
), keyed AS MATERIALIZED (
    SELECT id, 'd:' || web_domain AS key FROM org WHERE web_domain <> ''
    UNION SELECT organisation_id, 'd:' || mail_domain FROM organisations_membership JOIN org ON org.id = organisation_id
        WHERE is_active AND mail_domain <> ''
    UNION SELECT id, 'v:' || vat FROM org WHERE vat <> ''
    UNION SELECT id, 'r:' || register FROM org WHERE register <> ''
    UNION SELECT id, 'n:' || name_key FROM org
    UNION SELECT organisation_id, 'n:' || alias.name_key FROM organisations_organisationalias AS alias
        JOIN org ON org.id = organisation_id
    UNION SELECT id, 'p:' || postcode FROM org WHERE postcode <> ''
    UNION SELECT id, 'q:' || postcode || left(word, 4) FROM org, string_to_table(name_key, ' ') AS word
        WHERE postcode <> '' AND length(word) > 3
    UNION SELECT id, 'm:' || municipality_id || ':' || left(word, 6) FROM org, string_to_table(name_key, ' ') AS word
        WHERE municipality_id IS NOT NULL AND length(word) > 3
), telling AS (
    SELECT key FROM keyed GROUP BY key HAVING count(*) BETWEEN 2 AND %(most)s
), pairs AS MATERIALIZED (
    SELECT a.id AS lower_id, b.id AS higher_id,
           bool_or(left(key, 2) = 'd:') AS domain, bool_or(left(key, 2) = 'n:') AS name
    FROM telling JOIN keyed AS a USING (key) JOIN keyed AS b USING (key)
    WHERE a.id < b.id GROUP BY a.id, b.id
), traces AS MATERIALIZED (
    SELECT lower_id, higher_id,
           a.vat <> '' AND a.vat = b.vat AS same_vat_id,
           a.register <> '' AND a.register = b.register AS same_register,
           a.web_domain <> '' AND a.web_domain = b.web_domain AS same_site,
           domain,
           a.name_key = b.name_key AS same_name,
           name AND a.name_key <> b.name_key AS former_name,
           similarity(a.name_key, b.name_key) AS likeness,
           a.postcode <> '' AND a.postcode = b.postcode AS same_postcode,
           coalesce(a.municipality_id = b.municipality_id, false) AS same_municipality,
           a.vat <> '' AND b.vat <> '' AND a.vat <> b.vat AS other_vat_id,
           a.register <> '' AND b.register <> '' AND a.register <> b.register AS other_register,
           a.postcode <> '' AND b.postcode <> '' AND a.postcode <> b.postcode
               AND NOT domain AND NOT (a.vat <> '' AND a.vat = b.vat)
               AND NOT (a.register <> '' AND a.register = b.register) AS other_postcode
    FROM pairs JOIN org AS a ON a.id = lower_id JOIN org AS b ON b.id = higher_id
), judged AS (
    SELECT traces.*,
        (1 - (1 - 0.9 * same_vat_id::int) * (1 - 0.9 * same_register::int) * (1 - 0.6 * domain::int)
           * (1 - CASE WHEN same_name OR former_name THEN 0.75
                       WHEN likeness >= 0.4 THEN 0.75 * (likeness - 0.2) / 0.8 ELSE 0 END)
           * (1 - CASE WHEN same_postcode THEN 0.3 WHEN same_municipality THEN 0.15 ELSE 0 END))
        * CASE WHEN other_vat_id THEN 0.3 ELSE 1 END
        * CASE WHEN other_register THEN 0.3 ELSE 1 END
        * CASE WHEN other_postcode THEN 0.6 ELSE 1 END AS score
    FROM traces
)
INSERT INTO organisations_organisationpair (lower_id, higher_id, score, reasons, found_at)
SELECT lower_id, higher_id, round(score::numeric, 3)::float, to_jsonb(array_remove(ARRAY[
        CASE WHEN same_vat_id THEN 'same_vat_id' END,
        CASE WHEN same_register THEN 'same_register' END,
        CASE WHEN same_site THEN 'same_site' WHEN domain THEN 'same_mail' END,
        CASE WHEN same_name THEN 'same_name' WHEN former_name THEN 'former_name'
             WHEN likeness >= 0.4 THEN 'similar_name' END,
        CASE WHEN same_postcode THEN 'same_postcode' WHEN same_municipality THEN 'same_municipality' END,
        CASE WHEN other_vat_id THEN 'other_vat_id' END,
        CASE WHEN other_register THEN 'other_register' END,
        CASE WHEN other_postcode THEN 'other_postcode' END
    ], NULL)), %(now)s
FROM judged WHERE score >= %(least)s
ON CONFLICT (lower_id, higher_id)
DO UPDATE SET score = EXCLUDED.score, reasons = EXCLUDED.reasons, found_at = EXCLUDED.found_at
"""


@transaction.atomic
def find_pairs(now: datetime | None = None) -> int:
    """Compute all pairs anew and return how many were found. What leads have told apart is kept; pairs that do not
    look alike any more go. Two runs at once wait for each other."""
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisations.find_pairs'))")
        cursor.execute(_FIND, {"most": MOST_PER_KEY, "least": LEAST, "now": now})
        found = cursor.rowcount
    OrganisationPair.objects.open().exclude(found_at=now).delete()
    return found


def told_apart(organisation_id: int) -> set[int]:
    """Return the organisations that are not the same as this one, as leads have decided."""
    dismissed = OrganisationPair.objects.filter(dismissed_at__isnull=False)
    pairs = dismissed.filter(Q(lower=organisation_id) | Q(higher=organisation_id))
    return {pk for pair in pairs.values_list("lower", "higher") for pk in pair} - {organisation_id}


def likelihood_in_words(score: float | None):
    if score is None:
        return _("told apart by hand")
    if score >= 0.9:
        return _("very likely")
    return _("likely") if score >= 0.7 else _("possible")
