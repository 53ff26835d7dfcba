"""What imports and exports hold about people: for as long as an import can be taken back, a file be fetched."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.personal import (
    SCRUB,
    DataClass,
    LegalBasis,
    Purpose,
    acted,
    keep,
    not_personal,
    personal,
    register_data_class,
    register_purpose,
    secret,
)

TRANSFER = Purpose(
    "transfer",
    _("Import and export"),
    _("So that lists of the economic development can be taken in, and data be handed out for a stated purpose."),
    _("What a file says about people is checked, taken in and deleted as a file after some weeks."),
    LegalBasis.PUBLIC_TASK,
    _("People named in an imported or exported list, staff who move data"),
    _("File, its rows and what became of them; purpose, columns and downloads of an export"),
    _("Project leads, operator, staff with the right to export"),
    "transfer",
    order=60,
)
GOES_SOON = _("The file goes by itself a few weeks after the import, an exported one after a few days.")


def register() -> None:
    register_data_class(
        DataClass(
            "transfer",
            _("Files of imports and exports with their journals"),
            _("import or export"),
            _("file, rows and journal are deleted; who exported what for which purpose stays in the log"),
            f"{max(settings.IMPORT_KEEP_DAYS, settings.EXPORT_KEEP_DAYS)}d",
        )
    )
    register_purpose(TRANSFER)
    personal(
        "transfer.ImportJob",
        "transfer",
        fields={
            "file": secret(keep(GOES_SOON)),
            "original_name": SCRUB,
            "problems": secret(SCRUB),
            "defaults": secret(SCRUB),
        },
    )
    not_personal("transfer.ImportJob", "encoding", "delimiter", "headers", "mapping", "source", "error")
    acted("transfer.ImportJob", requested_by="requested_at")
    personal("transfer.ImportLine", "transfer", fields={"label": secret(SCRUB), "messages": secret(SCRUB)})
    personal("transfer.ImportChunk", "transfer", fields={"changes": secret(SCRUB)})
    not_personal("transfer.ImportChunk", "created", "relations")  # ids and fingerprints
    not_personal("transfer.SavedMapping", "name", "columns")
    acted("transfer.SavedMapping", saved_by="saved_at")
    not_personal("transfer.ExternalKey", "source", "foreign_id")
    personal(
        "transfer.ExportJob",
        "transfer",
        subject="requested_by",
        fields={"file": secret(keep(GOES_SOON)), "purpose": SCRUB, "conditions": secret(SCRUB)},
        also=("subject", "rows", "requested_at", "downloads"),
    )
    not_personal("transfer.ExportJob", "columns", "sha256", "error")
