"""The OpenRosa protocol, version 1.0: list of forms, form, manifest, submission. All answers are XML, errors too."""

import hashlib
from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BaseRenderer
from rest_framework.views import APIView

from foundation.errors import DomainError
from foundation.words import in_language
from programs.field.actions import receive_submission
from programs.field.actions.entering import SentDifferently
from programs.field.authentication import DeviceAuthentication, DeviceThrottle, StrangerThrottle
from programs.field.choices import SubmissionStatus
from programs.field.forms_offered import list_as_csv, offered, offered_form
from programs.field.reading import MAX_BYTES, NotASubmission, read_submission
from programs.field.registry import FieldForm
from programs.field.xforms import files_beside, version_of, write_xform

MOST_BYTES = 25 * 1024 * 1024  # of one post; a client with more splits it
_XML = "text/xml; charset=utf-8"


class _Xml(BaseRenderer):
    media_type, format, charset = "text/xml", "xml", "utf-8"

    def render(self, data: Any, *_rest: Any) -> bytes:
        return data


class _Whatever(BaseContentNegotiation):
    """Clients ask for many types and mean this one."""

    def select_parser(self, request, parsers):
        return next((parser for parser in parsers if (request.content_type or "").startswith(parser.media_type)), None)

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class OpenRosaView(APIView):
    """Answers devices only, in their language."""

    authentication_classes = [DeviceAuthentication]
    throttle_classes = [DeviceThrottle, StrangerThrottle]
    renderer_classes = [_Xml]
    parser_classes = [MultiPartParser]
    content_negotiation_class = _Whatever
    schema = None

    def perform_authentication(self, request: HttpRequest) -> None:
        try:
            request.user  # noqa: B018 - asking is authenticating
        except exceptions.AuthenticationFailed:
            self.check_throttles(request)  # guessing is counted too
            raise
        if request.auth:
            translation.activate(request.auth.language)

    def finalize_response(
        self, request: HttpRequest, response: HttpResponse, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        response = super().finalize_response(request, response, *args, **kwargs)
        response["X-OpenRosa-Version"] = "1.0"  # `Date`, which the protocol asks for too, is every web server's own
        response["Cache-Control"] = "private, no-store"
        return response

    def handle_exception(self, error: Exception) -> HttpResponse:
        if isinstance(error, (exceptions.AuthenticationFailed, exceptions.NotAuthenticated)):
            response = told(str(error.detail), status=401, nature="error")
            response["WWW-Authenticate"] = self.get_authenticate_header(self.request)
            return response
        if isinstance(error, exceptions.Throttled):
            response = told(_("Too many requests. Try again in a minute."), status=429, nature="error")
            response["Retry-After"] = str(int(error.wait or 60))
            return response
        if isinstance(error, (Http404, exceptions.PermissionDenied)):
            return told(_("This form is not offered to this device."), status=404, nature="error")
        if isinstance(error, DomainError):
            status = 409 if isinstance(error, SentDifferently) else 400
            return told(" ".join(map(str, [error.message, *error.reasons])), status=status, nature="submit_error")
        if isinstance(
            error, (exceptions.ParseError, exceptions.UnsupportedMediaType, TooManyFilesSent, RequestDataTooBig)
        ):
            return told(_("This was not sent as a form with its files."), status=400, nature="submit_error")
        if isinstance(error, exceptions.APIException):
            return told(str(error.detail), status=error.status_code, nature="error")
        raise error

    def form_or_404(self, form_id: str) -> FieldForm:
        form = offered_form(self.request.auth, form_id)
        if form is None:
            raise Http404
        return form


class FormList(OpenRosaView):
    """What this device may fill now. `?formID=` narrows it to one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        root = _root("xforms", "http://openrosa.org/xforms/xformsList")
        wanted = request.GET.get("formID", "")
        for form in offered(request.auth):
            if wanted and form.form_id != wanted:
                continue
            entry = ElementTree.SubElement(root, "xform")
            _put(entry, "formID", form.form_id)
            _put(entry, "name", in_language(form.title))
            _put(entry, "version", version_of(form))
            _put(entry, "hash", _md5(write_xform(form)))
            _put(entry, "descriptionText", in_language(form.about))
            _put(entry, "downloadUrl", address("form", form.form_id))
            if files_beside(form):
                _put(entry, "manifestUrl", address("manifest", form.form_id))
        return _answer(root)


class Form(OpenRosaView):
    def get(self, request: HttpRequest, form_id: str) -> HttpResponse:
        return HttpResponse(write_xform(self.form_or_404(form_id)), content_type=_XML)


class Manifest(OpenRosaView):
    """The lists that travel beside a form, each with its hash, so that only changed ones are fetched again."""

    def get(self, request: HttpRequest, form_id: str) -> HttpResponse:
        form = self.form_or_404(form_id)
        root = _root("manifest", "http://openrosa.org/xforms/xformsManifest")
        for name in files_beside(form):
            entry = ElementTree.SubElement(root, "mediaFile")
            _put(entry, "filename", f"{name}.csv")
            _put(entry, "hash", _md5(list_as_csv(form, name)))
            _put(entry, "downloadUrl", address("media", form_id, name))
        return _answer(root)


class Media(OpenRosaView):
    def get(self, request: HttpRequest, form_id: str, name: str) -> HttpResponse:
        form = self.form_or_404(form_id)
        if name not in files_beside(form):
            raise Http404
        return HttpResponse(list_as_csv(form, name), content_type="text/csv; charset=utf-8")


class Submission(OpenRosaView):
    """Takes filled forms: 201 once it is complete (entered, or held for an officer), 202 while parts are missing."""

    def head(self, request: HttpRequest) -> HttpResponse:
        return self.located(HttpResponse(status=204))

    def post(self, request: HttpRequest) -> HttpResponse:
        # No browser adds this header to a form of another site, so a device's remembered secret cannot be misused by one.
        if not request.headers.get("X-OpenRosa-Version"):
            return told(_("The header X-OpenRosa-Version is missing."), status=400, nature="submit_error")
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + 65_536:
            return self.located(told(_("This form is too large."), status=413, nature="submit_error"))
        files = {part: file for part, file in request.FILES.items() if part != "xml_submission_file"}
        sent = request.FILES.get("xml_submission_file")
        if sent is None:
            raise NotASubmission(_("This was not sent as a form with its files."))
        content = sent.read(MAX_BYTES + 1)
        submission = receive_submission(
            device=request.auth, filled=read_submission(content), content=content,
            files={file.name or part: file for part, file in files.items()},
            is_last=request.data.get("*isIncomplete*") != "yes",
        )  # fmt: skip
        if submission.status == SubmissionStatus.RECEIVED:
            return self.located(told(_("Received in part; the rest is awaited."), status=202, nature="submit_success"))
        if submission.status == SubmissionStatus.APPLIED:
            sentence = _("Received and entered under the number %(reference)s.") % {"reference": submission.result}
        else:
            sentence = _("Received. An officer will take it up: %(reference)s.") % {"reference": submission.reference}
        return self.located(told(sentence, status=201, nature="submit_success"))

    def located(self, response: HttpResponse) -> HttpResponse:
        response["Location"] = address("submission")
        response["X-OpenRosa-Accept-Content-Length"] = str(MOST_BYTES)
        return response


def told(sentence: str, *, status: int, nature: str) -> HttpResponse:
    """An OpenRosaResponse with one sentence for the person who holds the device."""
    root = _root("OpenRosaResponse", "http://openrosa.org/http/response")
    _put(root, "message", sentence).set("nature", nature)
    return _answer(root, status)


def address(name: str, *args: str) -> str:
    return settings.PUBLIC_URL + reverse(f"openrosa:{name}", args=args)


def _root(tag: str, space: str) -> ElementTree.Element:
    return ElementTree.Element(tag, {"xmlns": space})


def _put(parent: ElementTree.Element, tag: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag)
    element.text = text
    return element


def _answer(root: ElementTree.Element, status: int = 200) -> HttpResponse:
    body = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return HttpResponse(body, status=status, content_type=_XML)


def _md5(content: bytes) -> str:
    """The protocol's way to tell whether a file changed; it protects nothing."""
    return f"md5:{hashlib.md5(content, usedforsecurity=False).hexdigest()}"
