"""Case numbers people can say on the phone: B-2026-0148."""

from django.db import connection, transaction


@transaction.atomic
def next_number(prefix: str, year: int) -> str:
    """Return the next number of `prefix` (B need, A offer, V introduction) in `year`; never given twice.

    A number is lost when the surrounding transaction rolls back later, which is harmless.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_numbersequence (prefix, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (prefix, year) DO UPDATE SET last = core_numbersequence.last + 1 RETURNING last",
            [prefix, year],
        )
        (last,) = cursor.fetchone()
    return f"{prefix}-{year}-{last:04d}"
