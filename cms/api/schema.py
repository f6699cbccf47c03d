"""The description of the API (OpenAPI 3), made from the views themselves: what all operations share, and how one says what is its own."""

from collections.abc import Callable

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view

MEDIA_TYPE = "application/problem+json"
PROBLEM = {
    "type": "object",
    "description": "A refusal (RFC 9457).",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Which kind: see `problems/`."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "replaced_by": {
            "type": ["object", "null"],
            "description": "Only with 410: what to use instead.",
            "required": ["key", "title"],
            "properties": {"key": {"type": "string", "format": "uuid"}, "title": {"type": "string"}},
        },
    },
}
WORDS = {
    400: "A parameter cannot be used; `errors` names it.",
    401: "The token does not count, or one is needed.",
    403: "The token lacks the scope, or its owner the right.",
    404: "Nothing public has this key.",
    406: "Only JSON is given.",
    410: "Withdrawn; `replaced_by` names what to use instead.",
    429: "Too many requests: wait as long as Retry-After says.",
}
ALWAYS = (400, 401, 406, 429)


class ApiSchema(AutoSchema):
    """Adds the refusals that an operation can answer with."""

    def get_operation(self, *args, **kwargs):
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        statuses = [*ALWAYS, *getattr(self.view, "refusals", ())]
        if getattr(self.view, "scope", ""):
            statuses.append(403)
        if any(parameter["in"] == "path" for parameter in operation.get("parameters", ())):
            statuses.append(404)
        operation["responses"]["200"]["description"] = operation["summary"]
        for status in sorted(set(statuses)):
            operation["responses"][str(status)] = {
                "description": WORDS[status],
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
        return operation

    def get_override_parameters(self):
        return [self.view.query_for(self.method)]

    def _is_list_view(self, serializer=None):
        return getattr(self.view, "pagination_class", None) is not None

    def get_filter_backends(self):
        return []

    def _get_paginator(self):
        return self.view.pagination_class() if self._is_list_view() else None

    def _get_pagination_parameters(self):
        return []  # they are among those of the query


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "cms.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "description": "A token of yours: docs/api.md says how to make one."}


class SignedInScheme(OpenApiAuthenticationExtension):
    target_class = "cms.api.authentication.SignedIn"
    name = "signedIn"

    def get_security_definition(self, auto_schema):
        return {"type": "apiKey", "in": "cookie", "name": "__Host-sessionid", "description": "Whoever is signed in on the site."}


def ours_alone(endpoints):
    """Without the programs' interfaces of Wagtail's own administration."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


def add_problem(result, generator, request, public):
    """The schema that every refusal has."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    return result


def documented(operation: str, summary: str, description: str, tag: str, example: object, *, method: str = "get", **more) -> Callable:
    """For a view class: what the description says of one of its operations. `example`: an answer, or one item of a list."""
    examples = [OpenApiExample("An answer", value=example, response_only=True, status_codes=["200"])]
    said = extend_schema(operation_id=operation, summary=summary, description=description, tags=[tag], examples=examples, **more)
    return extend_schema_view(**{method: said})
