"""Addresses of accounts that stand before allauth's and outside the language prefix."""

from django.urls import path
from django.views.generic import RedirectView

from accounts.access import views as access
from accounts.jobs import views as jobs

urlpatterns = [
    path("accounts/staff/", access.StaffLoginView.as_view(), name="staff_login"),
    path("accounts/invitation/<str:token>/", access.accept, name="accept_invitation"),
    path("accounts/demonstration/", access.demo_sign_in, name="demo_sign_in"),
    # One page for signing up and in.
    path("accounts/signup/", RedirectView.as_view(pattern_name="account_request_login_code", query_string=True)),
    path("i18n/setlang/", access.set_language, name="set_language"),
    path("jobs/<str:reference>/", jobs.page, name="job"),
    path("jobs/<str:reference>/progress/", jobs.progress, name="job_progress"),
    path("jobs/<str:reference>/cancel/", jobs.cancel, name="job_cancel"),
    path("jobs/<str:reference>/retry/", jobs.retry, name="job_retry"),
    path("jobs/<str:reference>/file/", jobs.download, name="job_file"),
]
