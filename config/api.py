"""The API's router: each app registers its read endpoints and its verbs here."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from artisans import api as artisans
from markets import api as markets

router = DefaultRouter()
router.register("barometer-editions", markets.BarometerEditionViewSet)
router.register("cercles", artisans.CercleViewSet)
router.register("communes", artisans.CommuneViewSet)
router.register("countries", artisans.CountryViewSet)
router.register("destinations", markets.DestinationViewSet)
router.register("families", artisans.ProductFamilyViewSet)
router.register("parties", artisans.PartyViewSet, basename="party")
router.register("provinces", artisans.ProvinceViewSet)
router.register("regions", artisans.RegionViewSet)
router.register("trade-points", markets.TradePointViewSet)
router.register("trade-series", markets.TradeSeriesViewSet)
router.register("trades", artisans.TradeViewSet)

urlpatterns = [
    path("v1/", include((router.urls, "api"))),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
]
