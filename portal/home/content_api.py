"""Content as JSON, to read only: pages, images and documents."""

from typing import Any

from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from .cache import keep


class OpenToAll(BaseAPIViewSet):
    """Nobody signs in here, and nothing but what is public is shown."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    renderer_classes = [JSONRenderer]

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        """Let the answer be kept until the content changes."""
        final: Response = super().finalize_response(request, response, *args, **kwargs)
        keep(final)
        return final


class Pages(OpenToAll, PagesAPIViewSet):
    """Live public pages."""


class Images(OpenToAll, ImagesAPIViewSet):
    """Images outside restricted collections."""


class Documents(OpenToAll, DocumentsAPIViewSet):
    """Documents outside restricted collections."""


router = WagtailAPIRouter("content")
router.register_endpoint("pages", Pages)
router.register_endpoint("images", Images)
router.register_endpoint("documents", Documents)
