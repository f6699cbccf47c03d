"""Every text of the interface is in the Spanish catalogue: a new one that nobody translated is English on a Spanish page."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

import pytest

from tests.architecture.source import ROOT, python_files, template_files

CATALOGUE = ROOT / "cms" / "locale" / "es" / "LC_MESSAGES" / "django.mo"
CALL = re.compile(r"""\b(n?gettext)\((u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"))""")
FUNCTIONS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}


def texts_of_python(source: str) -> Iterator[str]:
    """What is marked for translation in a module, under the names that this project imports."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(text)), *_]) if name in FUNCTIONS:
                yield text


def texts_of_template(source: str) -> Iterator[str]:
    """What is marked for translation in a template, as Django's own extractor sees it."""
    for _function, literal in CALL.findall(templatize(source)):
        yield ast.literal_eval(literal)


def known() -> set[str]:
    with CATALOGUE.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    return {key[0] if isinstance(key, tuple) else key for key in catalogue}


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_modules(path: Path):
    assert set(texts_of_python(path.read_text(encoding="utf-8"))) - known() == set()


@pytest.mark.parametrize("path", template_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_templates(path: Path):
    assert set(texts_of_template(path.read_text(encoding="utf-8"))) - known() == set()


def test_what_nobody_translated_is_noticed():
    template = "{% load i18n %}{% translate 'Nobody translated this' %}{% blocktranslate count n=n %}{{ n }} it's{% plural %}x{% endblocktranslate %}"
    assert set(texts_of_template(template)) == {"Nobody translated this", "%(n)s it's"}
    assert set(texts_of_python("_('one')\ngettext_lazy('two')\nngettext('three', 'threes', 3)\nother('four')")) == {"one", "two", "three"}
    assert "Nobody translated this" not in known()
