"""An address list that was imported, and an export: what project leads find under import and export."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.enums import Role
from accounts.models import PlatformRole, User
from core.cells import FileFormat
from demo.clock import travel_to
from demo.people import Cast
from demo.texts import DATA
from transfer import exporting, importing, services
from transfer.enums import ExportSubject, InitialVerification, Mode, Subject
from transfer.files import inspect
from transfer.models import ImportJob

IMPORTED = timedelta(days=3, hours=2)
EXPORTED = timedelta(days=1, hours=4)
_EXPORTED_COLUMNS = ["name", "postcode", "city", "place", "size_class", "sectors"]


def tell_transfers(cast: Cast) -> None:
    """Import the address list and export organisations, through the same services as in the portal."""
    PlatformRole.objects.create(user=cast.lead, role=Role.EXPORTER)
    lead = User.objects.get(pk=cast.lead.pk)  # roles are read once per person
    with travel_to(timezone.now() - IMPORTED):
        _import_list(lead)
    with travel_to(timezone.now() - EXPORTED):
        _export(lead)


def _import_list(lead: User) -> ImportJob:
    text = (DATA / "address_list.csv").read_text("utf-8")
    file = SimpleUploadedFile("KWIS-Adressliste.csv", text.encode("cp1252"))  # as KWIS writes it
    job = services.upload(inspect(file.file, file.size), file, subject=Subject.ORGANISATIONS, actor=lead)
    rules = {
        "mode": Mode.CREATE_AND_UPDATE,
        "source": "kwis",
        "verification": InitialVerification.VERIFIED,
        "defaults": {"kind": "company", "aim": "seek"},
        "mapping": job.mapping,
    }
    services.check(job, rules, actor=lead)
    job = importing.work(job.pk)
    services.save_mapping(job, "KWIS-Adressliste", actor=lead)
    services.start(job, actor=lead)
    return importing.work(job.pk)


def _export(lead: User) -> None:
    job = services.request_export(
        subject=ExportSubject.ORGANISATIONS,
        columns=_EXPORTED_COLUMNS,
        conditions={"region": "soest"},
        file_format=FileFormat.CSV,
        purpose="Übersicht der Unternehmen im Kreis für die Sitzung des Beirats",
        actor=lead,
    )
    exporting.work(job.pk)
