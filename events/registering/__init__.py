"""Registration for events: places, the waiting list, letters, and the page of whoever is registered."""
