"""Adding a platform, from the command line and in the admin: bad input names the field and loses nothing."""

from io import StringIO

from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

import pytest

from cms.models import User
from lti.models import Deployment, Registration
from tests.fake_platform import LEARNER

GOOD = {
    "name": "Moodle",
    "issuer": "https://moodle.example",
    "client_id": "abc",
    "deployment_id": "1",
    "auth_login_url": "https://moodle.example/auth",
    "auth_token_url": "https://moodle.example/token",
    "jwks_url": "https://moodle.example/jwks",
}


def register(**changes) -> str:
    out = StringIO()
    call_command("register_platform", *[f"--{name.replace('_', '-')}={value}" for name, value in {**GOOD, **changes}.items()], stdout=out)
    return out.getvalue()


@pytest.fixture
def admin(db):
    client = Client()
    client.force_login(User.objects.create_superuser("root", "root@example.org", "a long enough password"))
    return client


class TestTheCommand:
    def test_twice_is_once(self, db):
        assert "saved" in register()
        assert "already as given" in register()
        assert Registration.objects.count() == Deployment.objects.count() == 1

    def test_a_change_is_saved_and_a_second_deployment_added(self, db):
        register()
        assert "saved" in register(name="Moodle, new", deployment_id="2")
        assert Registration.objects.get().name == "Moodle, new"
        assert set(Deployment.objects.values_list("id_on_platform", flat=True)) == {"1", "2"}

    @pytest.mark.parametrize("field", ["auth_login_url", "auth_token_url", "jwks_url"])
    @pytest.mark.parametrize("bad", ["http://moodle.example/x", "moodle.example", "javascript:alert(1)", "https://user@moodle.example/"])
    def test_a_bad_address_names_its_option_and_changes_nothing(self, db, settings, field, bad):
        settings.LTI_ALLOW_LOOPBACK_HTTP = False
        with pytest.raises(CommandError, match="--" + field.replace("_", "-")):
            register(**{field: bad})
        assert not Registration.objects.exists()


class TestTheAdmin:
    def test_a_platform_is_added_inspected_and_listed(self, admin):
        values = {name: value for name, value in GOOD.items() if name != "deployment_id"}
        response = admin.post(reverse("lti_registrations:add"), {**values, "is_active": "on"}, secure=True)
        assert response.status_code == 302
        registration = Registration.objects.get()
        assert (
            "https://moodle.example/jwks"
            in admin.get(reverse("lti_registrations:inspect", args=[registration.pk]), secure=True).content.decode()
        )
        assert "Moodle" in admin.get(reverse("lti_registrations:index"), secure=True).content.decode()

    def test_a_mistake_is_named_and_what_was_typed_stays(self, admin, settings):
        settings.LTI_ALLOW_LOOPBACK_HTTP = False
        values = {**GOOD, "jwks_url": "http://moodle.example/jwks", "frame_origins": "https://ok.example/path"}
        page = admin.post(reverse("lti_registrations:add"), values, secure=True).content.decode()
        assert "The address must start with https://" in page
        assert "is not an address like" in page
        assert 'value="http://moodle.example/jwks"' in page
        assert not Registration.objects.exists()

    def test_the_form_shows_the_values_a_platform_asks_for(self, admin):
        page = admin.get(reverse("lti_registrations:add"), secure=True).content.decode()
        for path in ("login", "launch", "jwks"):
            assert f"https://testserver/lti/{path}/" in page

    def test_a_deployment_that_tried_is_approved_with_one_choice(self, platform, admin):
        assert platform.launch(Client(), login=platform.login(Client(), lti_deployment_id="new"), deployment_id="new").status_code in {
            400,
            403,
        }
        browser = Client()
        refused = platform.launch(browser, login=platform.login(browser, lti_deployment_id="new"), deployment_id="new")
        assert refused.status_code == 403
        waiting = Deployment.objects.get(id_on_platform="new")
        assert waiting.status == "pending"
        values = {"registration": waiting.registration_id, "id_on_platform": "new", "status": "approved"}
        assert admin.post(reverse("lti_deployments:edit", args=[waiting.pk]), values, secure=True).status_code == 302
        accepted = platform.launch(browser, login=platform.login(browser, lti_deployment_id="new"), deployment_id="new", roles=[LEARNER])
        assert accepted.status_code == 303

    def test_nobody_else_sees_the_screens(self, db):
        assert Client().get(reverse("lti_registrations:index"), secure=True).status_code == 302
