"""Addresses of the public pages."""

from django.urls import path

from archive.views import about, compare, health, home, regions, reports, search

urlpatterns = [
    path("", home.home_page, name="home"),
    path("search/", search.search_page, name="search"),
    path("regions/", regions.region_index, name="regions"),
    path("regions/<str:code>/", regions.region_page, name="region"),
    path("reports/<int:report_id>/", reports.report_page, name="report"),
    path("reports/<int:report_id>/original", reports.report_original, name="report-original"),
    path("reports/<int:report_id>/compare/<int:other_id>/", compare.compare_page, name="compare"),
    path("measures/", home.measure_index, name="measures"),
    path("about/", about.about_page, name="about"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
