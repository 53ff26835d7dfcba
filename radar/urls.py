from django.urls import path

from radar import views

app_name = "radar"
urlpatterns = [
    path("", views.radar, name="radar"),
    path("scouting/", views.scouting, name="scouting"),
    path("scouting/list.csv", views.export, name="export"),
    path("scouting/searches/", views.searches, name="searches"),
    path("scouting/searches/<int:pk>/<slug:step>/", views.task_step, name="task_step"),
    path("scouting/topics/<slug:topic>/", views.topic, name="topic"),
    path("needs/<int:pk>/scouting/", views.begin, name="begin"),
]
