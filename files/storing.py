"""Writing files, removing them, and finding those that no row knows."""

from datetime import timedelta

from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from files.models import StoredFile, random_name
from files.uploads import CheckedUpload

ORPHAN_AFTER = timedelta(days=1)  # a file is written before its row is committed


def store(row: StoredFile, upload: CheckedUpload) -> StoredFile:
    """Write the content to disk and save `row`, whose other columns are set. Within the caller's transaction: when
    that is taken back, the file remains until the nightly search."""
    row.name, row.media_type, row.size, row.digest = upload.name, upload.media_type, len(upload.content), upload.digest
    row.file.save(f"upload.{upload.kind}", ContentFile(upload.content), save=False)
    row.save()
    return row


def delete_on_commit(*files: FieldFile) -> None:
    """Remove the files once the transaction that forgets them is committed."""
    for file in files:
        storage, name = file.storage, file.name
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))


def remove_orphans(*, dry_run: bool = False) -> list[str]:
    """Delete files of this room's making that no row points at and that are older than a day; return their names.
    Folders of others are left alone."""
    storage, before, removed = default_storage, timezone.now() - ORPHAN_AFTER, []
    for model, columns in _models_with_files().items():
        folder = model._meta.model_name
        known = {name for column in columns for name in model._base_manager.values_list(column, flat=True)}
        for name in _files_in(storage, folder):
            if name not in known and storage.get_modified_time(name) < before:
                removed.append(name)
                if not dry_run:
                    storage.delete(name)
    return removed


def _models_with_files() -> dict[type[models.Model], list[str]]:
    found: dict[type[models.Model], list[str]] = {}
    for model in apps.get_models():
        for column in model._meta.local_fields:
            if isinstance(column, models.FileField) and column.upload_to is random_name:
                found.setdefault(model, []).append(column.name)
    return found


def _files_in(storage: Storage, folder: str) -> list[str]:
    try:
        return [f"{folder}/{name}" for name in sorted(storage.listdir(folder)[1])]
    except FileNotFoundError:
        return []
