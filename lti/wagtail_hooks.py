"""Wires `lti` into Wagtail: registration only."""

from django.contrib.auth.models import Permission
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from lti.api import scopes_of_platforms
from lti.housekeeping import purge_launches, rotate_tool_keys
from lti.link_parts import parts_for_students, parts_for_teachers
from lti.people import LaunchPeople
from lti.views import learner_records
from lti.views.cartridge import admin_cartridge, admin_cartridges
from lti.views.score_report import ScoreMenuItem, ScoreReport, send_link_again
from lti.viewsets import PlatformGroup

hooks.register("api_scopes", scopes_of_platforms)
hooks.register("launch_people", LaunchPeople)
hooks.register("purge_expired", purge_launches)
hooks.register("rotate_keys", rotate_tool_keys)
hooks.register("launch_parts", parts_for_students)
hooks.register("launch_parts", parts_for_teachers)


@hooks.register("register_admin_viewset")
def platform_screens():
    return PlatformGroup()


@hooks.register("register_admin_urls")
def report_screens():
    return [
        path("reports/scores/", ScoreReport.as_view(), name="score_report"),
        path("reports/scores/results/", ScoreReport.as_view(results_only=True), name="score_report_results"),
        path("reports/scores/<int:pk>/again/", send_link_again, name="send_link_again"),
        path("cartridges/", admin_cartridges, name="admin_cartridges"),
        path("cartridges/all/", admin_cartridge, name="admin_cartridge"),
        path("cartridges/<uuid:unit>/", admin_cartridge, name="admin_unit_cartridge"),
        path("records/", learner_records.find, name="find_record"),
        path("records/<uuid:key>/", learner_records.show, name="learner_record"),
        path("records/<uuid:key>/completions/<int:pk>/forget/", learner_records.forget_completion, name="forget_completion"),
        path("records/<uuid:key>/erase/", learner_records.erase, name="erase_record"),
        path("records/platforms/<int:pk>/", learner_records.export_platform, name="export_records"),
        path("records/platforms/<int:pk>/erase/", learner_records.erase_platform, name="erase_platform"),
    ]


@hooks.register("register_reports_menu_item")
def score_report_item():
    return ScoreMenuItem(_("Scores on their way"), reverse_lazy("score_report"), name="scores", icon_name="link", order=60)


@hooks.register("register_reports_menu_item")
def cartridges_in_the_menu():
    return MenuItem(_("Lesson links for courses"), reverse_lazy("admin_cartridges"), name="cartridges", icon_name="download", order=90)


@hooks.register("register_permissions")
def record_permissions():
    """To see people's records, and to delete from them; given to groups on Wagtail's own page."""
    return Permission.objects.filter(content_type__app_label="lti", codename__in=["view_platformuser", "delete_platformuser"])


class ErasureFormatter(LogFormatter):
    """With the number that is on the receipt, so that one can be found by the other."""

    label = _("Erase records of people")

    def format_message(self, log_entry):
        return _("Records of people were erased, receipt %(number)s") % {"number": log_entry.data.get("receipt", "")}


@hooks.register("register_log_actions")
def name_record_actions(actions):
    """How the history of a platform words them."""
    actions.register_action("lti.record.show", _("Look at a person’s record"), _("A person’s record was looked at or downloaded"))
    actions.register_action("lti.record.correct", _("Correct a person’s record"), _("A completion was deleted from a person’s record"))
    actions.register_action(
        "lti.record.erase_begun", _("Begin to erase everybody"), _("The platform was switched off, and erasing everybody’s records began")
    )
    actions.register_action("lti.record.erase")(ErasureFormatter)
