"""Participation: tickets, checking in, who came, lists and badges."""
