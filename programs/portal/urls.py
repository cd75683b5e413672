"""Addresses of the applicants' pages."""

from django.urls import path

from programs.portal.views import filling, following, person, public, rights

app_name = "portal"
urlpatterns = [
    path("calls/<slug:code>/", public.call, name="call"),
    path("calls/<slug:code>/check/", public.check, name="check"),
    path("calls/<slug:code>/apply/", filling.apply, name="apply"),
    path("follow/", public.follow, name="follow"),
    path("communes/", public.communes, name="communes"),
    path("communes/<str:code>/", public.commune, name="commune"),
    path("files/", following.files, name="files"),
    path("files/<str:reference>/", following.file, name="file"),
    path("files/<str:reference>/sections/<slug:section>/", filling.section, name="section"),
    path("files/<str:reference>/places/<slug:question>/", filling.upload, name="upload"),
    path("files/<str:reference>/documents/<int:document>/", filling.document, name="document"),
    path("files/<str:reference>/documents/<int:document>/discard/", filling.discard, name="discard"),
    path("files/<str:reference>/send/", filling.review, name="review"),
    path("files/<str:reference>/answers/", following.answers, name="answers"),
    path("files/<str:reference>/receipt/", following.receipt, name="receipt"),
    path("files/<str:reference>/receipt.pdf", following.receipt_file, name="receipt_file"),
    path("files/<str:reference>/withdraw/", following.withdraw, name="withdraw"),
    path("files/<str:reference>/renounce/", following.renounce, name="renounce"),
    path("files/<str:reference>/appeal/", following.appeal, name="appeal"),
    path("files/<str:reference>/agreement/", following.agreement, name="agreement"),
    path("files/<str:reference>/tranches/<int:number>/", following.claim, name="claim"),
    path("me/", person.my_data, name="my_data"),
    path("me/data.json", person.my_data_file, name="my_data_file"),
    path("me/applicant/", person.applicant, name="applicant"),
    path("me/consents/<int:consent>/", person.end_consent, name="end_consent"),
    path("me/<str:reference>/data.zip", rights.own_archive, name="own_archive"),
    path("me/<str:reference>/ask/", rights.ask, name="ask_about_data"),
    path("me/<str:reference>/change/<slug:kind>/", rights.change, name="ask_change"),
    path("me/<str:reference>/withdraw/<slug:what>/<str:number>/", rights.withdraw, name="withdraw_request"),
]
