"""Which language a request is answered in."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

_A_YEAR = 365 * 24 * 3600


class PersonLocaleMiddleware(LocaleMiddleware):
    """The language of the URL, else of the cookie, else French.

    The browser's own preference is not used: a public service answers in its first language until
    the person chooses, and shared counters often run an English browser.
    """

    def process_request(self, request: HttpRequest) -> None:
        language = translation.get_language_from_path(request.path_info) or self._chosen(request)
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Who reads a page in a language keeps it where the address carries none: signing in, the desk."""
        response = super().process_response(request, response)
        language = translation.get_language_from_path(request.path_info)
        if language and response.status_code == HTTPStatus.OK and language != self._chosen(request):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, language, max_age=_A_YEAR, samesite="Lax", httponly=True,
                secure=request.is_secure(),
            )  # fmt: skip
        return response

    @staticmethod
    def _chosen(request: HttpRequest) -> str:
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return cookie if cookie in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
