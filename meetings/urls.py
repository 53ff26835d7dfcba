from django.urls import path

from meetings import views

app_name = "meetings"
urlpatterns = [
    path("introductions/<int:pk>/meetings/propose/", views.meeting_propose, name="propose"),
    path("introductions/<int:pk>/meetings/arrange/", views.meeting_arrange, name="arrange"),
    path("meetings/<int:pk>/", views.meeting_detail, name="detail"),
    path("meetings/<int:pk>/propose-again/", views.meeting_propose_again, name="propose_again"),
    path("meetings/<int:pk>/mark/", views.meeting_mark, name="mark"),
    path("meetings/<int:pk>/fix/", views.meeting_fix, name="fix"),
    path("meetings/<int:pk>/move/", views.meeting_move, name="move"),
    path("meetings/<int:pk>/cancel/", views.meeting_cancel, name="cancel"),
    path("meetings/<int:pk>/report/", views.meeting_report, name="report"),
    path("meetings/<int:pk>/calendar/", views.meeting_calendar, name="calendar"),
]
