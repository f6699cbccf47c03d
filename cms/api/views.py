"""What every view of the API is: who may, in which language, with which parameters, how it is cached. Denied by default, read only by default."""

from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page

from rest_framework.exceptions import AuthenticationFailed, MethodNotAllowed, Throttled, ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.settings import APISettings
from rest_framework.views import APIView

from cms.api.authentication import SignedIn, TokenAuthentication
from cms.api.errors import answer_exception
from cms.api.paging import Paging
from cms.api.permissions import OwnerAlone, TakesScope
from cms.api.queries import ListQuery, Query, language_of, problems_of
from cms.api.throttles import ByTokenOrAddress, wait_after_refusal
from cms.languages import speak

PUBLIC_SECONDS = 300


class ByHeaderAlone(DefaultContentNegotiation):
    """The format is asked for in the header Accept, never behind the ?."""

    settings = APISettings({"URL_FORMAT_OVERRIDE": None})


@method_decorator(conditional_page, name="dispatch")
class ApiView(APIView):
    """Public, unless a subclass says otherwise. `query_class` lists the parameters; what was sent is `self.asked`, in `self.language`."""

    http_method_names = ["get", "head"]
    authentication_classes = [TokenAuthentication]
    permission_classes = [AllowAny]
    throttle_classes = [ByTokenOrAddress]
    renderer_classes = [JSONRenderer]
    parser_classes = []
    content_negotiation_class = ByHeaderAlone
    metadata_class = None

    query_class = Query
    is_private = False
    """Never kept by a cache, whoever asks."""
    language = "en"

    def initial(self, request, *args, **kwargs):
        if request.method.lower() not in self.http_method_names or not hasattr(self, request.method.lower()):
            raise MethodNotAllowed(request.method)
        super().initial(request, *args, **kwargs)
        serializer = self.query_for(request.method)(data=request.query_params.dict())
        if problems := problems_of(request.query_params, serializer):
            raise ValidationError(problems)
        self.asked = serializer.validated_data
        self.language = language_of(request, self.asked.get("lang"))
        speak(request, self.language)

    def query_for(self, method: str) -> type[Query]:
        """The parameters that this method takes."""
        return self.query_class

    def perform_authentication(self, request):
        try:
            super().perform_authentication(request)
        except AuthenticationFailed:
            if wait := wait_after_refusal(request):
                raise Throttled(wait) from None
            raise

    def get_exception_handler(self):
        return answer_exception

    def finalize_response(self, request, response, *args, **kwargs):
        if response.status_code >= 400:
            # Whatever else the view can write: a refusal is JSON.
            request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
        response = super().finalize_response(request, response, *args, **kwargs)
        is_public = response.status_code < 400 and not self.is_private and getattr(request, "_auth", None) is None
        response.headers["Cache-Control"] = f"public, max-age={PUBLIC_SECONDS}" if is_public else "private, no-store"
        if response.status_code < 400:
            response.headers.setdefault("Content-Language", self.language)
        patch_vary_headers(response, ("Accept-Language", "Authorization"))
        return response


class ListView(ApiView, GenericAPIView):
    """A list. A subclass says `ordering`, `rows()` and how a page of rows is `shown`."""

    query_class = ListQuery
    pagination_class = Paging
    filter_backends = []
    ordering: tuple[str, ...]

    @property
    def paginator(self) -> Paging:
        if not hasattr(self, "_paging"):
            self._paging = Paging(self.ordering)
        return self._paging

    def rows(self):
        """The queryset, filtered by `self.asked`."""
        raise NotImplementedError

    def shown(self, page: list) -> list:
        """What the serializer gets for the rows of one page."""
        return page

    def get(self, request, *args, **kwargs):
        shown = self.shown(self.paginate_queryset(self.rows()))
        return self.get_paginated_response(self.get_serializer(shown, many=True).data)


class DetailView(ApiView, GenericAPIView):
    """One thing. A subclass finds it by its key."""

    def found(self, **kwargs):
        """What the serializer gets. Raises Http404 or Withdrawn."""
        raise NotImplementedError

    def get(self, request, *args, **kwargs):
        data = self.get_serializer(self.found(**kwargs)).data
        return Response(data, headers={"Content-Language": data.get("language") or self.language})


class ScopedView(ApiView):
    """Takes a token with `scope`."""

    permission_classes = [TakesScope]
    is_private = True
    scope: str


class OwnView(ScopedView):
    """Takes a token with `scope`, or its owner signed in on the site."""

    authentication_classes = [TokenAuthentication, SignedIn]
    permission_classes = [OwnerAlone]
