"""The page after signing in."""

from django.shortcuts import render


def dashboard(request):
    return render(request, "dzm/dashboard.html")
