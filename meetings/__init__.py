"""Meetings of two sides who know each other: finding a time, invitations for calendars, who came."""
