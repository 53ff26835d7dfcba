"""Timetables of matchmaking days: what `events.pairing` needs from the database, and what becomes of its answer."""
