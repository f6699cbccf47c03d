"""Pages of a list by a cursor: each page costs the same however far it is, and nothing is skipped or shown twice when rows are added."""

from django.core import signing

from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.utils.urls import replace_query_param

from cms.api.errors import bad_parameter
from cms.public_url import public_url

PAGE_SIZE, MOST = 50, 200


class Paging(CursorPagination):
    """`next` and `previous` are whole addresses. Cursors are signed, so that no made-up one ever reaches the database."""

    page_size, max_page_size, page_size_query_param = PAGE_SIZE, MOST, "page_size"

    def __init__(self, ordering: tuple[str, ...] = ("pk",)):
        self.ordering = ordering

    def paginate_queryset(self, queryset, request, view=None):
        page = super().paginate_queryset(queryset, request, view)
        self.base_url = public_url(request.get_full_path())
        return page

    def decode_cursor(self, request) -> Cursor | None:
        encoded = request.query_params.get(self.cursor_query_param)
        if encoded is None:
            return None
        try:
            return Cursor(*signing.loads(encoded, salt=self._salt))
        except signing.BadSignature as error:
            raise bad_parameter(self.cursor_query_param, "Not a cursor of this list. Take it from `next` or `previous`.") from error

    def encode_cursor(self, cursor: Cursor) -> str:
        from_here = signing.dumps([cursor.offset, cursor.reverse, cursor.position], salt=self._salt)
        return replace_query_param(self.base_url, self.cursor_query_param, from_here)

    @property
    def _salt(self) -> str:
        return f"api-cursor:{self.request.path}:{self.ordering[0]}"

    def get_paginated_response_schema(self, schema: dict) -> dict:
        link = {"type": ["string", "null"], "format": "uri", "example": "https://waymark.example.org/api/v1/…/?cursor=…"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "The next page; null on the last one."},
                "previous": {**link, "description": "The page before; null on the first one."},
                "results": schema,
            },
        }
