from django.urls import path

from legal.views import pages, reports, tickets

app_name = "legal"
urlpatterns = [
    path("terms/", pages.terms, name="terms"),
    path("details/", pages.details, name="details"),
    path("report/", reports.report, name="report"),
    path("barrier/", reports.barrier, name="barrier"),
    path("received/", reports.receipt, name="receipt"),
    path("tickets/", tickets.ticket_list, name="ticket_list"),
    path("tickets/<int:pk>/", tickets.ticket_detail, name="ticket_detail"),
    path("tickets/<int:pk>/take/", tickets.ticket_take, name="ticket_take"),
    path("tickets/<int:pk>/decide/", tickets.ticket_decide, name="ticket_decide"),
    path("tickets/<int:pk>/reopen/", tickets.ticket_reopen, name="ticket_reopen"),
]
