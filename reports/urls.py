"""Public addresses of reports."""

from django.urls import path

from reports.documents.views.check import check

urlpatterns = [path("verifier/<str:check_code>/", check, name="report-check")]
