app_name = "startups"
urlpatterns: list = []
