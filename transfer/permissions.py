"""Who may take files in, and who may take data out."""

from django.utils import timezone

from transfer.enums import ExportState


def can_import(user) -> bool:
    """Imports are up to project leads."""
    return user.is_project_lead


def can_view_import(user, job) -> bool:
    """The rule of `ImportJob.objects.visible_to`, for one row."""
    return can_import(user)


def can_export(user) -> bool:
    """A right of its own, given by the operator to somebody who works on cases anyway: what such a person sees on
    pages may leave the portal, nothing else."""
    return user.is_exporter and user.moderates


def can_list_exports(user) -> bool:
    return user.is_project_lead or user.is_superuser or can_export(user)


def can_view_export(user, job) -> bool:
    """The rule of `ExportJob.objects.visible_to`, for one row: that it happened, not its content."""
    return user.is_project_lead or user.is_superuser or (user.is_exporter and job.requested_by_id == user.pk)


def can_download_export(user, job) -> bool:
    """Only who asked for the file, while that person has the right and the file has not expired."""
    ready = job.state == ExportState.DONE and timezone.now() < job.expires_at
    return ready and job.requested_by_id == user.pk and can_export(user)
