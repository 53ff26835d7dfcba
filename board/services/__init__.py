"""Verbs on postings and on interest in them. Permissions are asked by the views (`board.permissions`)."""
