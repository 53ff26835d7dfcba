"""Standing persons, reference data and short cuts into every state, for the whole suite."""

import os
from io import StringIO
from types import SimpleNamespace

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache, caches
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from accounts.enums import Role
from accounts.models import PlatformRole
from organisations.enums import MemberRole
from regions.models import Municipality, Region
from tests.factories import (
    ContactFactory,
    MembershipFactory,
    OrganisationFactory,
    ProviderFactory,
    UserFactory,
)

PASSWORD = "demo-dzm-2018"
PERSONS = (
    "anna",
    "ben",
    "clara",
    "carl",
    "dora",
    "lead",
    "lead2",
    "far_lead",
    "editor",
    "partner",
    "operator",
)
# A change is judged by the same examples each time; `PORTAL_EXPLORE=1 ./portal test FILE` looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, database=None)
hypothesis.settings.register_profile("explore", database=None)
hypothesis.settings.load_profile("explore" if os.environ.get("PORTAL_EXPLORE") else "same")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Reference data belongs to every test; it is loaded once per database.

    A thread of the live server that waits for its browser may hold a connection to the end; it must not keep
    the database from being dropped.
    """
    with django_db_blocker.unblock():
        call_command("load_reference_data", stdout=StringIO())
    yield
    with django_db_blocker.unblock():
        connection.close()  # the last test may have lost it; a new one asks
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item, nextitem):
    """Transactional tests empty every table when the last of their fixtures ends; load the reference data again.
    After the last test of a process its database is gone already."""
    result = yield
    if nextitem is None:
        return result
    marker = item.get_closest_marker("django_db")
    flushed = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    if flushed or (marker and marker.kwargs.get("transaction")):
        with item.config.stash[blocking_manager_key].unblock():
            call_command("load_reference_data", stdout=StringIO())
    return result


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits, cached figures and pieces of pages of one test must not reach the next."""
    cache.clear()
    caches["pieces"].clear()


@pytest.fixture(autouse=True)
def _usual_language():
    """A request in English leaves its language behind in the process."""
    translation.activate(settings.LANGUAGE_CODE)


def _account(email: str, given_name: str, family_name: str, **fields):
    user = UserFactory(email=email, password=make_password(PASSWORD), **fields)
    ContactFactory(user=user, given_name=given_name, family_name=family_name)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


@pytest.fixture
def people(db) -> SimpleNamespace:
    """The standing persons with their organisations: `people.anna`, `people.steinrueck`, `people.clara`, ...

    anna (admin) and ben (member) of a company in Kreis Soest, dora (admin) of another; clara (admin) of a
    startup in Düsseldorf, carl (admin) of an IT provider in Dortmund; lead and lead2 (project leads), far_lead
    (region lead Dortmund), editor, partner (municipality of Lippstadt), operator.
    """
    region = {slug: Region.objects.get(slug=slug) for slug in ("soest", "dortmund", "duesseldorf")}
    p = SimpleNamespace(
        anna=_account("anna@example.org", "Anna", "Feldkamp"),
        ben=_account("ben@example.org", "Ben", "Osthoff"),
        clara=_account("clara@example.org", "Clara", "Winterberg"),
        carl=_account("carl@example.org", "Carl", "Brockmann"),
        dora=_account("dora@example.org", "Dora", "Lindemann"),
        lead=_account("lead@example.org", "Lea", "Wortmann"),
        lead2=_account("lead2@example.org", "Malte", "Brand"),
        far_lead=_account("far-lead@example.org", "Fara", "Lehnhoff"),
        editor=_account("editor@example.org", "Edda", "Torwald"),
        partner=_account("partner@example.org", "Paul", "Stadtler"),
        operator=_account("operator@example.org", "Olga", "Peters", is_staff=True, is_superuser=True),
    )
    p.company = OrganisationFactory(name="Steinrück Drehteile GmbH", region=region["soest"])
    p.other_company = OrganisationFactory(name="Kornhaus Großhandel KG", region=region["soest"])
    p.startup = ProviderFactory(name="Maschinenfunk UG", region=region["duesseldorf"])
    p.provider = ProviderFactory(name="Taktwerk Industrie-IT GmbH", region=region["dortmund"])
    MembershipFactory(organisation=p.company, contact=p.anna.contact, role=MemberRole.ADMIN)
    MembershipFactory(organisation=p.company, contact=p.ben.contact, role=MemberRole.MEMBER)
    MembershipFactory(organisation=p.other_company, contact=p.dora.contact, role=MemberRole.ADMIN)
    MembershipFactory(organisation=p.startup, contact=p.clara.contact, role=MemberRole.ADMIN)
    MembershipFactory(organisation=p.provider, contact=p.carl.contact, role=MemberRole.ADMIN)
    for user in (p.lead, p.lead2):
        PlatformRole.objects.create(user=user, role=Role.PROJECT_LEAD)
    PlatformRole.objects.create(user=p.far_lead, role=Role.REGION_LEAD, region=region["dortmund"])
    PlatformRole.objects.create(user=p.editor, role=Role.EDITOR)
    PlatformRole.objects.create(
        user=p.partner, role=Role.MUNICIPAL_PARTNER, municipality=Municipality.objects.get(name="Lippstadt")
    )
    for name in PERSONS:
        getattr(p, name)._name = name
    return p


def fresh(user):
    """Return `user` as a new request would load it, without cached roles and memberships."""
    return type(user).objects.get(pk=user.pk)


@pytest.fixture
def sign_in(client, people):
    """`sign_in("anna")` returns the test client signed in as that person; `sign_in(None)` nobody."""

    def _sign_in(name: str | None):
        client.logout()
        if name:
            client.force_login(getattr(people, name), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return _sign_in


@pytest.fixture
def queries():
    """Count queries: `with queries() as seen: ...; assert len(seen) == 7`."""
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)
