"""Verbs on events. Permissions are asked by the views (`events.permissions`)."""
