"""Celery tasks: postmen with explicit names. The work is in `importing` and `exporting`."""

from celery import shared_task


@shared_task(name="transfer.work_on_import")
def work_on_import(job_id: int) -> None:
    from transfer.importing import work

    work(job_id)


@shared_task(name="transfer.write_export")
def write_export(job_id: int) -> None:
    from transfer.exporting import work

    work(job_id)


@shared_task(name="transfer.sweep")
def sweep() -> None:
    """Pick up what lost workers left behind, and what never reached the queue."""
    from transfer import exporting, importing

    for job_id in importing.take_back_stuck():
        work_on_import.delay(job_id)
    for job_id in exporting.take_back_stuck():
        write_export.delay(job_id)
