"""Celery tasks: postmen with explicit names. The work is in `timetables.computing`."""

from celery import shared_task


@shared_task(name="events.compute_timetable")
def compute_timetable(timetable_id: int) -> None:
    from events.timetables.computing import work

    work(timetable_id)


@shared_task(name="events.sweep_timetables")
def sweep_timetables() -> None:
    """Pick up what lost workers left behind, and what never reached the queue."""
    from events.timetables.computing import take_back_stuck

    for timetable_id in take_back_stuck():
        compute_timetable.delay(timetable_id)
