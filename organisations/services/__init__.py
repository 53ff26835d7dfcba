"""Verbs on organisations and their people. Permissions are asked by the views (`organisations.permissions`)."""
