"""What tests of the boards share."""

from django.urls import reverse

URL = reverse("glance")


def board_of(client, **query):
    response = client.get(URL, query)
    assert response.status_code == 200
    return response.context["board"]


def charts_of(board) -> dict:
    """Return the charts that a board shows, by their key."""
    return {chart.key: chart for section in board.shown for chart in section.shown}


def values(chart) -> list:
    return [datum.value for datum in chart.data]
