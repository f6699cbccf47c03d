"""The story of docs/guides/lms-admin.md: an administrator finds the values, makes an invitation, and tests a connection."""

import secrets

from playwright.sync_api import expect

from tests.guides.camera import Camera

ADMIN = "pat.reyes"
PASSWORD = secrets.token_urlsafe(16)
PEOPLE = """
from cms.models import User
person, _made = User.objects.get_or_create(username="{name}", defaults={{"first_name": "Pat", "last_name": "Reyes"}})
person.is_superuser = person.is_staff = True
person.set_password("{password}")
person.save()
"""

# A course that asks, and a student in it, whether or not the teacher's story went before.
COURSE = """
from django.utils import timezone
from lti.models import Context, Deployment, Membership, PlatformUser
deployment = Deployment.objects.first()
course, _made = Context.objects.get_or_create(deployment=deployment, id_on_platform="Staff-1", defaults={"title": "AI for our staff"})
course.staff_asked_at = timezone.now()
course.save()
student, _made = PlatformUser.objects.get_or_create(registration=deployment.registration, sub="s1")
Membership.objects.get_or_create(context=course, user=student, defaults={"roles": ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"]})
"""


class AdminStory:
    """Everything happens on the connect page."""

    def __init__(self, manage):
        self.manage = manage

    def steps(self):
        """(name of the picture, what to do), in order."""
        return [
            ("admin-01-connect", self.connect),
            ("admin-02-values", self.values),
            ("admin-03-self-test", self.self_test),
            ("admin-04-staff", self.staff),
            ("admin-05-record", self.record),
        ]

    def connect(self, camera: Camera) -> None:
        self.manage("shell", "-c", PEOPLE.format(name=ADMIN, password=PASSWORD))
        page = camera.page_of(ADMIN)
        page.goto(f"{camera.tool}/admin/login/?next=/lti/connect/")
        page.get_by_label("Username").fill(ADMIN)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Connect Waymark to your platform")).to_be_visible()
        page.get_by_label("Name of the platform").fill("Moodle")
        camera.take(ADMIN, "admin-01-connect")

    def values(self, camera: Camera) -> None:
        page = camera.page_of(ADMIN)
        page.get_by_text("Moodle", exact=True).first.click()
        camera.take(ADMIN, "admin-02-values", focus="#moodle")

    def self_test(self, camera: Camera) -> None:
        page = camera.page_of(ADMIN)
        page.get_by_role("link", name="Practice LMS").click()
        expect(page.get_by_text("Keys found")).to_be_visible()
        camera.take(ADMIN, "admin-03-self-test", focus="text=Keys found")

    def staff(self, camera: Camera) -> None:
        self.manage("shell", "-c", COURSE)
        page = camera.page_of(ADMIN)
        page.goto(f"{camera.tool}/lti/connect/")
        camera.take(ADMIN, "admin-04-staff", focus="#asking")

    def record(self, camera: Camera) -> None:
        page = camera.page_of(ADMIN)
        page.goto(f"{camera.tool}/admin/records/")
        page.get_by_role("combobox", name="Platform").select_option(index=1)
        page.get_by_label("The person’s ID on the platform").fill("s1")
        page.get_by_role("button", name="Look up").click()
        expect(page.get_by_role("heading", name="Courses and roles")).to_be_visible()
        camera.take(ADMIN, "admin-05-record")
