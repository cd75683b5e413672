"""Addresses of the pages where people complain and follow their complaint."""

from django.urls import path

from programs.complaints.views import own

app_name = "complaints"
urlpatterns = [
    path("complaints/", own.home, name="home"),
    path("complaints/new/", own.write, name="new"),
    path("complaints/<str:reference>/", own.complaint, name="complaint"),
    path("complaints/<str:reference>/reply/", own.reply, name="reply"),
    path("complaints/<str:reference>/reopen/", own.reopen, name="reopen"),
    path("complaints/<str:reference>/withdraw/", own.withdraw, name="withdraw"),
    path("complaints/<str:reference>/documents/<int:number>/", own.document, name="document"),
]
