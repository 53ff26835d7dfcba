"""Organisations with their contact persons, as address lists of economic development hold them."""
