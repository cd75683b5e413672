"""What the API's description says of our own parts, and its page for people."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularSwaggerSplitView


class ApiTokenScheme(OpenApiAuthenticationExtension):
    """The key of another system, in the header."""

    target_class = "accounts.people.authentication.ApiTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "“Token ” and the key: Authorization: Token 4f1c…",
        }


_page: Callable[[HttpRequest], HttpResponse] = SpectacularSwaggerSplitView.as_view(
    url_name="api-schema", template_name="api/docs.html", template_name_js="api/docs.js"
)
# Swagger UI draws its arrows from data: addresses in its sheet; everything else comes from our own files.
docs = csp_update({"img-src": ["data:"]})(_page)
