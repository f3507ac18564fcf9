"""What this archive is, and how to ask it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def about_page(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/about.html")
