"""The description of the API: committed as it is, valid, and complete enough to be read by somebody who has nothing else."""

import copy
import re

from django.utils import translation

import pytest
import yaml
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from tests.architecture.source import ROOT

FILE = ROOT / "docs" / "openapi.yaml"
METHODS = {"get", "post", "put", "patch", "delete"}


def made() -> str:
    with translation.override("en"):
        return OpenApiYamlRenderer().render(SchemaGenerator().get_schema(request=None, public=True)).decode()


@pytest.fixture(scope="module")
def description() -> dict:
    return yaml.safe_load(made())


def operations(description: dict):
    """(name, operation) pairs."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield f"{method.upper()} {path}", operation


def problems_of(description: dict) -> list[str]:
    """What a reader would miss."""
    found, ids = [], [operation.get("operationId", "") for _name, operation in operations(description)]
    found += [f"{each} twice" for each in set(ids) if ids.count(each) > 1]
    for name, operation in operations(description):
        if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)+", operation.get("operationId", "")):
            found.append(f"{name}: operationId")
        if not 3 <= len(operation.get("summary", "")) <= 60 or operation["summary"].endswith("."):
            found.append(f"{name}: summary")
        if not operation.get("description", "").endswith("."):
            found.append(f"{name}: description")
        if len(operation.get("tags", ())) != 1:
            found.append(f"{name}: tags")
        found += [
            f"{name}: {each['name']}" for each in operation.get("parameters", ()) if each["in"] == "query" and not each.get("description")
        ]
        found += [f"{name}: {status}" for status in ("200", "400", "401", "406", "429") if status not in operation["responses"]]
        found += [f"{name}: {text}" for text in wrong_examples(description, operation)]
    return found


def wrong_examples(description: dict, operation: dict) -> list[str]:
    """An answer needs an example, and one that is what the schema says."""
    answer = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
    examples = [each["value"] for each in answer.get("examples", {}).values()]
    if not examples:
        return ["no example"]
    validator = OAS31Validator({**answer["schema"], "components": description["components"]})
    return [f"{list(error.path)}: {error.message}" for example in examples for error in validator.iter_errors(example)]


def test_it_is_the_committed_one():
    assert FILE.read_text(encoding="utf-8") == made(), "run `manage.py spectacular --file docs/openapi.yaml`"


def test_it_is_valid(description):
    validate(description)


def test_nothing_is_missing(description):
    assert problems_of(description) == []
    assert len(list(operations(description))) > 25


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"operationId": "x"}, "operationId"),
        ({"operationId": "listUnits"}, "listUnits twice"),
        ({"summary": ""}, "summary"),
        ({"description": "no full stop"}, "description"),
        ({"tags": []}, "tags"),
        ({"responses": {}}, "400"),
        ({"responses": {}}, "no example"),
    ],
)
def test_what_is_missing_is_noticed(description, change, said):
    broken = copy.deepcopy(description)
    broken["paths"]["/api/v1/lessons/"]["get"] |= change
    assert any(said in problem for problem in problems_of(broken))


def test_a_wrong_example_is_noticed(description):
    broken = copy.deepcopy(description)
    answer = broken["paths"]["/api/v1/strands/"]["get"]["responses"]["200"]["content"]["application/json"]
    next(iter(answer["examples"].values()))["value"]["results"][0]["order"] = "first"
    assert any("order" in problem for problem in problems_of(broken))


def test_what_is_public_needs_no_token_and_the_rest_does(description):
    for name, operation in operations(description):
        is_closed = any(part in name for part in ("/me/", "/platforms/", "/participation/"))
        assert ({} in operation["security"]) != is_closed, name


def test_answers_name_every_field_they_hold(description):
    """A field that the description does not have was not meant to be there; `required` tells a reader that the rest always is."""
    for name, schema in description["components"]["schemas"].items():
        if schema.get("type") == "object" and name != "Problem":
            assert set(schema.get("required", ())) == set(schema["properties"]), name
