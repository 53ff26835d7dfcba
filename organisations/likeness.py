"""Which organisations are probably the same: found by a few indexed keys, then judged with reasons.

Keys: trigrams of the folded name and of former names, the postcode together with a distant likeness of the name, and
the domain of the website or of members' mail addresses. Each key is one index scan that yields a handful of rows, so
that the cost hardly grows with the number of organisations.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from organisations.domains import own_domain
from organisations.models import Membership, Organisation, OrganisationAlias
from organisations.names import name_key

MOST_ROWS_PER_KEY = 20
DISTANT = 0.2  # likeness of names that counts where the postcode is the same
WHOLE_WORDS = 0.9  # how much it counts that the shorter name stands within the longer one
SHORTEST_NAME = 3  # letters; fewer have no trigram of their own


@dataclass(frozen=True)
class Traces:
    """What is known of an organisation that is looked for: `domains` are registrable domains of its website,
    `mail_domains` those of people known to belong to it."""

    name: str
    postcode: str = ""
    domains: frozenset[str] = frozenset()
    mail_domains: frozenset[str] = frozenset()

    @classmethod
    def of(cls, organisation: Organisation) -> "Traces":
        """Return the traces of a stored organisation with its members."""
        members = Membership.objects.active().filter(organisation=organisation).exclude(mail_domain="")
        mail_domains = frozenset(members.order_by().values_list("mail_domain", flat=True).distinct())
        website = frozenset(filter(None, [organisation.web_domain]))
        return cls(organisation.name, organisation.postcode, website | mail_domains, mail_domains)

    @classmethod
    def typed(cls, name: str, postcode: str = "", website: str = "", mail_address: str = "") -> "Traces":
        """Return the traces that a person gives who looks for the own organisation; `mail_address` is confirmed."""
        mail = frozenset(filter(None, [own_domain(mail_address)]))
        return cls(name, postcode, mail | frozenset(filter(None, [own_domain(website)])), mail)


@dataclass(frozen=True)
class Likeness:
    """An organisation with how much it resembles what was looked for (0 to 1), and why in words."""

    organisation: Organisation
    score: float
    reasons: tuple[Any, ...]


def find_alike(traces: Traces, among: QuerySet[Organisation], *, most: int = 5) -> list[Likeness]:
    """Return the organisations of `among` that resemble `traces`, the most alike first.

    The domains of members' mail addresses are compared with `traces.mail_domains` only: a website that somebody
    merely types must not tell who has members where.
    """
    key = name_key(traces.name)
    found: dict[int, Organisation] = {}
    for rows in _by_keys(traces, key, _with_name_likeness(among, key)):
        found |= {organisation.pk: organisation for organisation in rows[:MOST_ROWS_PER_KEY]}
    former = _former_names(key)
    unseen = _with_name_likeness(among, key).filter(pk__in=set(former) - set(found)) if former else ()
    found |= {organisation.pk: organisation for organisation in unseen}
    shared_mail = _with_members_at(traces.mail_domains, found)
    judged = [
        _judge(organisation, traces, organisation.pk in shared_mail, former.get(organisation.pk, 0.0))
        for organisation in found.values()
    ]
    return sorted(judged, key=lambda each: (-each.score, each.organisation.sort_key, each.organisation.pk))[:most]


def _name_likeness(key: str) -> Greatest:
    return Greatest(TrigramSimilarity("name_key", key), WHOLE_WORDS * TrigramWordSimilarity(key, "name_key"))


def _with_name_likeness(among: QuerySet[Organisation], key: str) -> QuerySet[Organisation]:
    return among.select_related("municipality", "region").annotate(name_likeness=_name_likeness(key))


def _former_names(key: str) -> dict[int, float]:
    """Return organisations that had a name like `key`, with the likeness of the closest one."""
    if len(key) < SHORTEST_NAME:
        return {}
    alike = OrganisationAlias.objects.filter(
        Q(name_key__trigram_similar=key) | Q(name_key__trigram_word_similar=key)
    ).annotate(likeness=_name_likeness(key))
    closest = alike.order_by("-likeness", "pk").values_list("organisation", "likeness")[:MOST_ROWS_PER_KEY]
    return dict(reversed(closest))


def _by_keys(traces: Traces, key: str, rows: QuerySet[Organisation]) -> Iterable[QuerySet[Organisation]]:
    if len(key) >= SHORTEST_NAME:
        alike = Q(name_key__trigram_similar=key) | Q(name_key__trigram_word_similar=key)
        yield rows.filter(alike).order_by("-name_likeness", "pk")
        if traces.postcode:
            near = rows.filter(postcode=traces.postcode, name_likeness__gte=DISTANT)
            yield near.order_by("-name_likeness", "pk")
    elif key:
        yield rows.filter(name_key=key).order_by("pk")
    if traces.domains:
        yield rows.filter(web_domain__in=traces.domains).order_by("-name_likeness", "pk")
    if traces.mail_domains:
        yield rows.filter(pk__in=_members_at(traces.mail_domains)).order_by("-name_likeness", "pk")


def _members_at(domains: Iterable[str]) -> QuerySet:
    return Membership.objects.active().filter(mail_domain__in=domains).order_by().values("organisation")


def _with_members_at(domains: frozenset[str], found: Iterable[int]) -> set[int]:
    if not (domains and found):
        return set()
    return set(_members_at(domains).filter(organisation__in=list(found)).values_list("organisation", flat=True))


def _judge(organisation: Organisation, traces: Traces, shares_mail: bool, former: float) -> Likeness:
    """A shared domain weighs as much as a close name; a shared postcode supports, but proves nothing."""
    own = organisation.name_likeness or 0.0
    name = max(own, former)
    shares_site = bool(organisation.web_domain) and organisation.web_domain in traces.domains
    shares_postcode = bool(traces.postcode) and organisation.postcode == traces.postcode
    reasons = []
    if organisation.name_key == name_key(traces.name):
        reasons.append(_("same name"))
    elif former > own:
        reasons.append(_("former name"))
    elif own >= 0.3:
        reasons.append(_("similar name"))
    if shares_site:
        reasons.append(_("same web address"))
    if shares_mail:
        reasons.append(_("mail addresses of the same domain"))
    if shares_postcode:
        reasons.append(_("same postcode"))
    domain = 0.85 if shares_site else 0.75 if shares_mail else 0.0
    score = max(name, domain) + 0.1 * min(name, domain) + (0.1 if shares_postcode else 0.0)
    return Likeness(organisation, min(score, 1.0), tuple(reasons))
