"""Addresses of the OpenRosa protocol, under /openrosa/. Clients add `formList` and `submission` themselves."""

from django.urls import path

from programs.field.views import openrosa

app_name = "openrosa"
urlpatterns = [
    path("formList", openrosa.FormList.as_view(), name="forms"),
    path("forms/<str:form_id>", openrosa.Form.as_view(), name="form"),
    path("forms/<str:form_id>/manifest", openrosa.Manifest.as_view(), name="manifest"),
    path("forms/<str:form_id>/media/<slug:name>.csv", openrosa.Media.as_view(), name="media"),
    path("submission", openrosa.Submission.as_view(), name="submission"),
]
