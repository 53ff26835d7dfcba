"""Which class takes rows of which kind."""

from transfer.columns import Column
from transfer.enums import ExportSubject, Subject
from transfer.models import ImportJob
from transfer.subjects import contacts, needs, offers
from transfer.subjects.base import SubjectOfImport
from transfer.subjects.organisations.subject import Organisations

_IMPORTS: dict[str, type[SubjectOfImport]] = {
    Subject.ORGANISATIONS: Organisations,
    Subject.NEEDS: needs.Needs,
    Subject.OFFERS: offers.Offers,
}


def subject_of(job: ImportJob, *, is_check: bool = False) -> SubjectOfImport:
    """Return the subject that does the work of `job`."""
    return _IMPORTS[job.subject](job, is_check=is_check)


def import_columns(subject: str) -> tuple[Column, ...]:
    """Return the columns that an import of `subject` reads."""
    return tuple(column for column in _IMPORTS[subject].columns if column.is_read)


def export_columns(subject: str) -> tuple[Column, ...]:
    """Return the columns that an export of `subject` may hold."""
    if subject == ExportSubject.CONTACTS:
        return contacts.COLUMNS
    return tuple(column for column in _IMPORTS[subject].columns if column.is_written)
