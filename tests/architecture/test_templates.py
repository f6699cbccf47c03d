"""House rules of templates, read from their source; each rule is shown a violation, so that none can pass by being blind."""

import re

from django.template import engines

import pytest

from tests.architecture.source import ROOT, template_files

TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?endcomment\s*%}", re.DOTALL)
TEXT = re.compile(r"\"[^\"]*\"|'[^']*'")


def without_comments(source: str) -> str:
    return COMMENT.sub("", source)


def tags(source: str) -> list[str]:
    return TAG.findall(without_comments(source))


def html(source: str) -> str:
    """The markup alone, each template tag replaced by one letter."""
    return TAG.sub("x", without_comments(source))


def escapes_everything(source: str) -> list[str]:
    """HTML is made safe in cms.sanitize, never declared safe in a template."""
    return [tag for tag in tags(source) if re.search(r"\|\s*safe(seq)?\b|autoescape\s+off", TEXT.sub("", tag))]


def has_nothing_inline(source: str) -> list[str]:
    """The Content-Security-Policy would drop it."""
    found = re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", html(source), re.IGNORECASE)
    return found + [script for script in re.findall(r"<script\b[^>]*>", html(source), re.IGNORECASE) if "src=" not in script]


def includes_components_alone(source: str) -> list[str]:
    """A component sees what it is given and nothing else."""
    return [tag for tag in tags(source) if re.match(r"{%\s*include\b", tag) and not re.search(r"\bonly\s*%}$", tag)]


def never_sees_the_page(source: str) -> list[str]:
    """A lesson's templates receive a LessonView from the gate; the page has the teacher's parts on it."""
    return [tag for tag in tags(source) if re.search(r"(?<![.\w-])(page|self|object)\b(?!=)", TEXT.sub('""', tag))]


def is_lesson_template(name: str) -> bool:
    return name.startswith(("curriculum/lesson", "curriculum/_", "components/"))


RULES = [escapes_everything, has_nothing_inline, includes_components_alone]
NAMES = {str(path.relative_to(ROOT)): path for path in template_files()}


def test_templates_are_found():
    assert any("lesson_page" in name for name in NAMES)


@pytest.mark.parametrize("rule", RULES)
def test_rule_holds_everywhere(rule):
    broken = {name: found for name, path in NAMES.items() if (found := rule(path.read_text(encoding="utf-8")))}
    assert broken == {}


def test_lesson_templates_never_see_the_page():
    names = {name: path for name, path in NAMES.items() if is_lesson_template(name.partition("templates/")[2])}
    assert any("curriculum/lesson_page" in name for name in names)
    broken = {name: found for name, path in names.items() if (found := never_sees_the_page(path.read_text(encoding="utf-8")))}
    assert broken == {}


def test_components_list_their_variables():
    """A comment comes first, before anything else but what it loads or extends."""
    missing = [
        name
        for name, path in NAMES.items()
        if "/components/" in name and not re.match(r"\s*({%\s*load[^%]*%}\s*)*({#|{%\s*comment)", path.read_text(encoding="utf-8"))
    ]
    assert missing == []


@pytest.mark.parametrize("name", NAMES)
def test_template_compiles(name):
    engines["django"].get_template(name.partition("templates/")[2])


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (escapes_everything, "{{ lesson.body|safe }}"),
        (escapes_everything, "{{ items|safeseq|join:', ' }}"),
        (escapes_everything, "{% autoescape off %}{{ a }}{% endautoescape %}"),
        (has_nothing_inline, '<p style="color: red">'),
        (has_nothing_inline, "<style>p {}</style>"),
        (has_nothing_inline, "<script>go()</script>"),
        (has_nothing_inline, '<a href="javascript:go()">'),
        (has_nothing_inline, '<button onclick="go()">'),
        (includes_components_alone, '{% include "components/icon.html" %}'),
        (includes_components_alone, '{% include "components/icon.html" with only=1 %}'),
        (never_sees_the_page, "{{ page.title }}"),
        (never_sees_the_page, "{{ self.body }}"),
        (never_sees_the_page, "{% if page %}"),
        (never_sees_the_page, '{% include "components/step.html" with step=page.step only %}'),
    ],
)
def test_violation_is_noticed(rule, source):
    assert rule(source)


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (escapes_everything, "{# |safe is not used here #}{{ safe_title }}"),
        (has_nothing_inline, '<script src="{% static \'cms/js/lesson.js\' %}" type="module"></script>'),
        (includes_components_alone, '{% include "components/icon.html" with name="up" only %}'),
        (never_sees_the_page, '{% extends "curriculum/lesson_page.html" %}{{ place.page }}{% url "page" %}'),
    ],
)
def test_what_is_allowed_passes(rule, source):
    assert rule(source) == []
