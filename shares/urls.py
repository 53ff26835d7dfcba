from django.urls import path

from shares import views

app_name = "shares"
urlpatterns = [
    path("shareholders/", views.register, name="register"),
    path("shareholders/register.pdf", views.paper, name="paper"),
    path("shareholders/export/<str:form>/", views.export, name="export"),
    path("shareholders/history/", views.history, name="history"),
    path("shareholders/holders/new/", views.holder_create, name="holder_create"),
    path("shareholders/holders/<int:pk>/", views.holder, name="holder"),
    path("shareholders/simulation/", views.simulation, name="simulation"),
    path("shareholders/events/new/", views.event_create, name="event_create"),
]
