from django.urls import path

from charts import views

app_name = "charts"
urlpatterns = [path("", views.gallery, name="gallery")]
