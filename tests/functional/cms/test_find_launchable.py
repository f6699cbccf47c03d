"""A launch key leads to a live page that has an address, in the language asked for where there is one."""

from wagtail.models import Locale, Page

import pytest

from cms.launchable import find_launchable
from cms.models import HomePage
from curriculum.models import ProgressionPage, UnitPage
from tests.factories.curriculum import GraduateTraitFactory, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> UnitPage:
    return make_unit()


def outside(unit, locale) -> UnitPage:
    """The same unit in a tree that no site shows."""
    home, progression = HomePage(title="Old", slug="old", locale=locale), ProgressionPage(title="Old", slug="old", locale=locale)
    Page.get_first_root_node().add_child(instance=home)
    home.add_child(instance=progression)
    twin = UnitPage(title="Twin", slug="twin", locale=locale, translation_key=unit.translation_key, band=unit.band)
    twin.graduate_traits = [GraduateTraitFactory()]
    progression.add_child(instance=twin)
    return twin


def test_a_page_without_an_address_is_passed_over(unit):
    spanish = Locale.objects.get(language_code="es")
    twin = outside(unit, spanish)
    assert twin.url is None
    found = find_launchable(unit.translation_key, "es")
    assert (found.page.pk, found.in_language) == (unit.pk, False)


def test_nothing_with_an_address_is_nothing(unit):
    spanish = Locale.objects.get(language_code="es")
    outside(unit, spanish)
    unit.unpublish()
    assert find_launchable(unit.translation_key) is None
