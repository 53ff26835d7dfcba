import io
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from companies.attachments import add_attachment
from core.models import JobLease
from files.storing import remove_orphans
from files.tasks import remove_orphans_nightly
from files.uploads import check_upload
from organisations.services.logo import save_logo
from tests.cases import need_in
from tests.files import samples
from tests.files.samples import sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def stored(people):
    """A need with a file, a company with a logo, and two files that no row knows."""
    for folder in default_storage.listdir("")[0]:
        _empty(folder)
    need = need_in("draft", people)
    attachment = add_attachment(need, actor=people.anna, upload=check_upload(sent("a.txt", b"Text")), shared=False)
    save_logo(people.company, actor=people.anna, picture=samples.picture(), alt="")
    default_storage.save("needattachment/left-behind.txt", ContentFile(b"x"))
    default_storage.save("export/of-another-room.txt", ContentFile(b"x"))
    return attachment


def _empty(folder: str) -> None:
    """Other tests of this process have stored files, too, and their rows are gone."""
    for name in default_storage.listdir(folder)[1]:
        default_storage.delete(f"{folder}/{name}")


def test_names_on_disk_tell_nothing(stored):
    assert re.fullmatch(r"needattachment/[0-9a-f]{32}\.txt", stored.file.name)


def test_only_files_that_no_row_knows_are_removed_and_only_after_a_day(stored):
    assert remove_orphans() == []
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        assert remove_orphans(dry_run=True) == ["needattachment/left-behind.txt"]
        assert remove_orphans() == ["needattachment/left-behind.txt"]
        assert remove_orphans() == []
    assert default_storage.exists(stored.file.name)
    assert default_storage.exists("export/of-another-room.txt")
    assert default_storage.exists(stored.need.organisation.logo.small.name)


def test_the_nightly_search_runs_once_a_day(stored):
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        remove_orphans_nightly()
        remove_orphans_nightly()
    assert JobLease.objects.get(job="files.remove_orphans").result == {"removed": 1}


def test_the_command_says_what_it_would_delete(stored):
    printed = io.StringIO()
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        call_command("remove_orphan_files", "--dry-run", stdout=printed)
    assert printed.getvalue() == "needattachment/left-behind.txt\n1 files would be deleted\n"
    assert default_storage.exists("needattachment/left-behind.txt")
