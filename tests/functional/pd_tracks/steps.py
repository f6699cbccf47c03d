"""What a teacher does in a staff course, for the tests of joining and of leaving."""

import re

from django.apps import apps
from django.db import connection

SUB = "teacher-4711"


def text(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def inside(location: str, path: str) -> str:
    """A path inside the launch of this location."""
    return "/".join(location.split("/")[:3]) + path


def mark(client, prefix, module, which: str, on: str):
    return client.post(f"{prefix}/learning/{module.launch_key}/marks/", {"mark": which, "on": on}, secure=True)


def tables_with(*words: str) -> set[str]:
    """Every table in which one of these stands anywhere."""
    there = connection.introspection.table_names()
    return {
        model._meta.label
        for model in apps.get_models()
        if model._meta.db_table in there
        for row in model._base_manager.values()
        if any(word in str(value) for value in row.values() for word in words)
    }
