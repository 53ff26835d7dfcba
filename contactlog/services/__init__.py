"""Verbs of the contact log. Permissions are asked by the views (`contactlog.permissions`)."""
