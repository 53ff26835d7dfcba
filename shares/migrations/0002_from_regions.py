import datetime
from fractions import Fraction

from django.db import migrations

START = datetime.date(2018, 2, 15)


def take_along(apps, schema_editor):
    """Write the dated shares that the room `regions` kept as the events they came from."""
    old = apps.get_model("regions", "Shareholding")
    rows = list(old.objects.order_by("valid_from", "id"))
    holders = {name: _holder(apps, row) for name, row in {row.holder: row for row in rows}.items()}
    days = {day for row in rows for day in (row.valid_from, row.valid_until) if day and day > START}
    before = {}
    for day in [START, *sorted(days)] if rows else []:
        after = {
            row.holder: Fraction(row.numerator, row.denominator)
            for row in rows
            if row.valid_from <= day and (row.valid_until is None or row.valid_until > day)
        }
        sources = {row.source for row in rows if row.source and row.valid_from == day}
        _event(apps, day, before, after, holders, " ".join(sorted(sources)))
        before = after
    decision = apps.get_model("shares", "JoiningDecision")
    for row in apps.get_model("regions", "ShareholdingDecision").objects.order_by("id"):
        decision.objects.create(
            municipality_id=row.municipality_id, status=row.status, as_of=row.as_of, note=row.note, source=row.source
        )


def _holder(apps, row):
    holder = apps.get_model("shares", "Holder").objects.create(
        name=row.holder, kind=row.holder_kind, county_id=row.county_id
    )
    if row.municipality_id:
        holder.municipalities.add(row.municipality_id)
    return holder


def _event(apps, day, before, after, holders, source):
    changes = {name: after.get(name, Fraction(0)) - before.get(name, Fraction(0)) for name in {**before, **after}}
    changes = {name: change for name, change in changes.items() if change}
    if not changes:
        return
    event = apps.get_model("shares", "ShareEvent").objects.create(
        kind="transfer" if before else "formation", happened_on=day, document=source[:200] or "–", note=source
    )
    movement = apps.get_model("shares", "ShareMovement")
    for name, change in changes.items():
        movement.objects.create(
            event=event, holder=holders[name], numerator=change.numerator, denominator=change.denominator
        )


class Migration(migrations.Migration):
    dependencies = [("shares", "0001_register")]

    operations = [migrations.RunPython(take_along, migrations.RunPython.noop)]
