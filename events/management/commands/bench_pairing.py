"""Measure the plans of made-up matchmaking days beside those of a queue."""

import json
import time
from dataclasses import replace

from django.core.management.base import BaseCommand

from events.pairing.day import Day, Plan, Wish, clashes, compare
from events.pairing.planning import plan, replan
from events.pairing.simulation import Shape, by_queue, make_day


class Command(BaseCommand):
    help = (
        "Plan made-up matchmaking days and print JSON: seconds, meetings, wishes fulfilled, people without a meeting, "
        "and what moves when somebody falls ill; beside the plan that comes out when one after the other books."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        shape = Shape()
        parser.add_argument("--people", type=int, default=shape.per_side, help="on each side")
        parser.add_argument("--slots", type=int, default=shape.slots)
        parser.add_argument("--most", type=int, default=shape.most, help="meetings per person")
        parser.add_argument("--tables", type=int)
        parser.add_argument("--everybody", action="store_true", help="all may meet all")
        parser.add_argument("--seeds", type=int, default=5, help="how many days")

    def handle(self, *, people, slots, most, tables, everybody, seeds, **options):
        shape = Shape(per_side=people, slots=slots, most=most, tables=tables, everybody=everybody)
        days = [_measure(make_day(shape, seed)) for seed in range(seeds)]
        slowest = max(day["seconds"] for day in days)
        answer = {"people": 2 * people, "slots": slots, "slowest_seconds": slowest, "days": days}
        self.stdout.write(json.dumps(answer, indent=2))


def _measure(day: Day) -> dict:
    started = time.perf_counter()
    found = plan(day)
    seconds = time.perf_counter() - started
    queue = by_queue(day)
    value = day.value(queue)
    return {
        "seconds": round(seconds, 2),
        "missing_to_bound": round(1 - found.value / found.bound, 6) if found.bound else 0.0,
        "clashes": clashes(day, found.meetings),
        **_wishes(day, found.meetings),
        "value_to_queue": round(found.value / value, 4) if value else None,
        "queue": _wishes(day, queue),
        "after_illness": _after_illness(day, found),
    }


def _wishes(day: Day, meetings) -> dict:
    pairs = {meeting.pair for meeting in meetings}
    met = {person for pair in pairs for person in pair}
    possible = [pair for pair in day.pairs() if not day.is_refused(pair)]
    musts = [pair for pair in possible if Wish.MUST in day.wishes_in(pair)]
    mutual = [pair for pair in musts if day.wishes_in(pair) == (Wish.MUST, Wish.MUST)]
    return {
        "meetings": len(pairs),
        "musts_fulfilled": _share(musts, pairs),
        "musts_of_both_fulfilled": _share(mutual, pairs),
        "people_without_a_meeting": len(day.people) - len(met),
    }


def _share(wished, pairs) -> float:
    return round(sum(pair in pairs for pair in wished) / len(wished), 4) if wished else 1.0


def _after_illness(day: Day, found: Plan) -> dict:
    """Let the first person with a meeting stay at home."""
    ill = next((meeting.first for meeting in found.meetings), None)
    people = tuple(replace(each, present=frozenset()) if each.key == ill else each for each in day.participants)
    changed = replace(day, participants=people)
    started = time.perf_counter()
    after = replan(changed, found.meetings)
    seconds = time.perf_counter() - started
    changes = compare(found.meetings, after.meetings)
    return {
        "seconds": round(seconds, 2),
        "clashes": clashes(changed, after.meetings),
        "moved": len(changes.moved),
        "dropped": len(changes.dropped),
        "added": len(changes.added),
        "anew_would_move": len(compare(found.meetings, plan(changed).meetings).moved),
    }
