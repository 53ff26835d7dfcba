"""The search that proves an erasure looks into everything that can hold text."""

import pytest

from accounts.session_store import SessionStore
from core.models import LogEntry
from core.search import Hit, find_values
from matchmaking.models import PoolStatistics
from tests.factories import ContactFactory, NeedFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def places(*values: str) -> set[str]:
    return {f"{hit.table}.{hit.column}" for hit in find_values(values).hits}


def test_a_text_is_found_within_others_and_in_any_case():
    need = NeedFactory(description="Bitte an frau quittenbaum wenden, danke.")
    hits = find_values(["Frau Quittenbaum"]).hits
    assert hits == (Hit("companies_need", "description", str(need.pk)),)


def test_umlauts_are_found_as_search_keys_spell_them():
    OrganisationFactory(name="Müßig-Öhlers Gerätebau")
    found = places("Müßig-Öhlers")
    assert {"organisations_organisation.name", "organisations_organisation.sort_key"} <= found


def test_documents_and_packed_columns_are_read():
    contact = ContactFactory()
    LogEntry.objects.record(contact, "test", actor=None, details={"deep": [{"name": "Quittenbaum"}]})
    PoolStatistics.objects.create(
        digest="x", version="v", as_of=contact.created_at, needs=0, offers=0, content={"quittenbaum": 1}
    )
    assert places("Quittenbaum") == {"core_logentry.details", "matchmaking_poolstatistics.content"}


def test_the_content_of_sessions_is_read():
    session = SessionStore()
    session["account_verified_email"] = "quittenbaum@example.org"
    session.save()
    assert places("quittenbaum@example.org") == {"accounts_session.session_data"}


def test_signs_of_patterns_are_taken_as_they_are():
    NeedFactory(description="100_prozent")
    NeedFactory(description="100xprozent")
    assert len(find_values(["100_prozent"]).hits) == 1
    assert find_values(["100%prozent"]).hits == ()


def test_every_text_column_of_every_table_is_counted():
    searched = find_values(["nobody is called this"])
    assert searched.hits == ()
    assert searched.columns > 150


def test_nothing_to_search_for_finds_nothing():
    assert find_values(["", "  "]).hits == ()
