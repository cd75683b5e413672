"""Addresses of the person's own way in, under /fr/, /ar/ and /en/."""

from django.urls import path

from artisans.counter import claims

app_name = "counter"
urlpatterns = [
    path("claim/", claims.claim, name="claim"),
    path("claim/mine/", claims.mine, name="mine"),
]
