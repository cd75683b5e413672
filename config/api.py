"""The API's router: each app registers its read endpoints and its verbs here."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from artisans import api as artisans
from artisans.networks import api as networks
from artisans.parties import api as parties
from config import openapi
from markets import api as markets
from programs import api as programs
from programs.budget import api as budget
from programs.enrolments import api as enrolments
from programs.grants import api as grants
from programs.reviews import api as reviews
from reports import api as reports

router = DefaultRouter()
router.register("applications", programs.ApplicationViewSet, basename="application")
router.register("barometer-editions", markets.BarometerEditionViewSet)
router.register("budget-lines", budget.BudgetLineViewSet)
router.register("calls", programs.CallViewSet)
router.register("cercles", artisans.CercleViewSet)
router.register("communes", artisans.CommuneViewSet)
router.register("countries", artisans.CountryViewSet)
router.register("decisions", reviews.DecisionViewSet)
router.register("destinations", markets.DestinationViewSet)
router.register("enrolments", enrolments.EnrolmentViewSet)
router.register("families", artisans.ProductFamilyViewSet)
router.register("grants", grants.GrantViewSet)
router.register("indicators", reports.IndicatorViewSet)
router.register("ledger", budget.LedgerEntryViewSet)
router.register("measurements", reports.MeasurementViewSet)
router.register("network-members", networks.NetworkMemberViewSet)
router.register("networks", networks.NetworkViewSet)
router.register("order-shares", networks.OrderShareViewSet)
router.register("orders", networks.OrderViewSet)
router.register("parties", artisans.PartyViewSet, basename="party")
router.register("programs", programs.ProgramViewSet)
router.register("provinces", artisans.ProvinceViewSet)
router.register("regions", artisans.RegionViewSet)
router.register("reports", reports.ReportViewSet)
router.register("search", parties.SearchViewSet, basename="search")
router.register("trade-points", markets.TradePointViewSet)
router.register("trade-series", markets.TradeSeriesViewSet)
router.register("trades", artisans.TradeViewSet)
router.register("tranches", grants.TrancheViewSet)

urlpatterns = [
    path("v1/", include((router.urls, "api"))),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", openapi.docs, name="api-docs"),
]
