"""What leaves the browser never carries a launch."""

from django.urls import set_script_prefix, set_urlconf

import pytest

from cms.public_url import public_url

TOKEN = "Zm9vYmFyLWJhel9xdXV4LTAxMjM0NTY3ODlhYmNkZWY"


@pytest.fixture
def inside_a_launch(settings):
    """As the launch middleware leaves this thread."""
    set_script_prefix(f"/s/{TOKEN}/")
    set_urlconf(settings.LAUNCH_URLCONF)
    yield
    set_script_prefix("/")
    set_urlconf(None)


def test_page(site):
    assert public_url(site.deep) == "https://testserver/about/deep/"
    assert public_url(site.home) == "https://testserver/"


def test_path():
    assert public_url("/curriculum/") == "https://testserver/curriculum/"
    assert public_url("curriculum/") == "https://testserver/curriculum/"


@pytest.mark.usefixtures("inside_a_launch")
def test_page_inside_a_launch_has_no_token(site):
    assert public_url(site.deep) == "https://testserver/about/deep/"
    assert site.deep.canonical_url == "https://testserver/about/deep/"


def test_launch_is_put_back_afterwards(site, inside_a_launch):
    public_url(site.deep)
    assert TOKEN in site.deep.get_url()


def test_other_host_in_a_path_does_not_get_out():
    """A path that looks like another site's address stays on ours."""
    assert public_url("//evil.example/").startswith("https://testserver/")


@pytest.mark.parametrize("path", ["https://evil.example/", "javascript:alert(1)", "/https://evil.example/"])
def test_whole_address_as_a_path_stays_on_our_host(path):
    assert public_url(path).startswith("https://testserver/")
