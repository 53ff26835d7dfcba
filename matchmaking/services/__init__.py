"""Verbs on introductions. Permissions are asked by the views (`matchmaking.permissions`)."""
