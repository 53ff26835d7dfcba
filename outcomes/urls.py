from django.urls import path

from outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("", views.survey_list, name="list"),
    path("surveys/<int:pk>/", views.survey, name="survey"),
    path("surveys/<int:pk>/stop/", views.survey_stop, name="survey_stop"),
    path("cases/<int:pk>/noted/", views.answers_noted, name="noted"),
]
