"""Wagtail admin screens for the LMS administrator: platforms, what waits for approval, and contexts to mark as staff."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.permission_policies import ModelPermissionPolicy

import django_filters

from cms.models import School
from lti.models import Context, Deployment, Invitation, Registration
from lti.services.contexts import mark_context
from lti.views.learner_records import RecordsMenuItem


class RegistrationViewSet(ModelViewSet):
    """Add, inspect and switch off a platform."""

    model = Registration
    icon = "link"
    menu_label = _("Platforms")
    add_to_admin_menu = False
    inspect_view_enabled = True
    inspect_view_fields = [
        *("name", "issuer", "client_id", "auth_login_url", "auth_token_url", "jwks_url", "token_audience"),
        *("trusted_audiences", "frame_origins", "is_active", "created_at"),
    ]
    list_display = ["name", "issuer", "client_id", "is_active"]
    search_fields = ["name", "issuer", "client_id"]
    copy_view_enabled = False
    panels = [
        HelpPanel(template="lti/admin/tool_values.html", heading=_("Values to give to the platform")),
        MultiFieldPanel([FieldPanel("name"), FieldPanel("is_active")], heading=_("Here")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("issuer"), FieldPanel("client_id")]),
                FieldPanel("auth_login_url"),
                FieldPanel("auth_token_url"),
                FieldPanel("jwks_url"),
            ],
            heading=_("Values from the platform"),
        ),
        MultiFieldPanel(
            [FieldPanel("token_audience"), FieldPanel("trusted_audiences"), FieldPanel("frame_origins")],
            heading=_("Only if the platform needs it"),
            classname="collapsed",
        ),
    ]


class DeploymentViewSet(ModelViewSet):
    """Approve a deployment that tried to launch, or add one."""

    model = Deployment
    icon = "tick-inverse"
    menu_label = _("Deployments")
    add_to_admin_menu = False
    list_display = ["registration", "id_on_platform", "status", "created_at"]
    list_filter = ["status", "registration"]
    copy_view_enabled = False
    panels = [FieldPanel("registration"), FieldPanel("id_on_platform"), FieldPanel("status")]


class NoAdding(ModelPermissionPolicy):
    """Contexts come from launches; nobody types one."""

    def user_has_permission(self, user, action):
        return action != "add" and super().user_has_permission(user, action)


class InvitationViewSet(ModelViewSet):
    """What invitations there are, and which platform came of them. They are made on the Connect page, which can show the address."""

    model = Invitation
    permission_policy = NoAdding(Invitation)
    icon = "mail"
    menu_label = _("Invitations")
    add_to_admin_menu = False
    list_display = ["name", "registration", "made_by", "created_at", "expires_at", "used_at"]
    copy_view_enabled = False
    panels = [FieldPanel("name")]


class ContextForm(WagtailAdminModelForm):
    """Changes only whom a context is for, and with which school it is counted."""

    def save(self, commit=True):
        said = self.cleaned_data
        return mark_context(context=self.instance, audience=said["audience"], school=said["school"])


class ContextFilterSet(WagtailFilterSet):
    """By whom it is for, and whether somebody asked."""

    asks = django_filters.BooleanFilter(label=_("Asks to be for staff"), field_name="staff_asked_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Context
        fields = ["audience", "school"]


class ContextViewSet(ModelViewSet):
    """Courses that launched. Marking one as staff learning makes its learners teachers who take part."""

    model = Context
    permission_policy = NoAdding(Context)
    icon = "group"
    menu_label = _("Courses")
    add_to_admin_menu = False
    list_display = ["__str__", "deployment", "audience", "school", "staff_asked_at"]
    filterset_class = ContextFilterSet
    search_fields = ["title", "label"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            HelpPanel(
                _("In a course for staff learning, whoever takes part sees teacher notes and answers. Saving answers whoever asked.")
            ),
            FieldPanel("title", read_only=True),
            FieldPanel("label", read_only=True),
            FieldPanel("staff_asked_at", read_only=True),
            FieldPanel("audience"),
            FieldPanel("school"),
        ],
        base_form_class=ContextForm,
    )


class SchoolViewSet(ModelViewSet):
    """Schools by which who joined a track is counted. A course is given to one on its own screen."""

    model = School
    icon = "group"
    menu_label = _("Schools")
    add_to_admin_menu = False
    list_display = ["name", "educators"]
    search_fields = ["name"]
    copy_view_enabled = False
    panels = [FieldPanel("name"), FieldPanel("educators")]


class ConnectMenuItem(MenuItem):
    """For those who may open what it leads to (lti.views.connect)."""

    def is_shown(self, request):
        return request.user.has_perms(["lti.change_registration", "lti.add_registration"])


class PlatformGroup(ModelViewSetGroup):
    """One menu for the LMS administrator."""

    menu_label = _("LMS connection")
    menu_icon = "link"
    menu_order = 800
    items = (
        RegistrationViewSet("lti_registrations"),
        DeploymentViewSet("lti_deployments"),
        ContextViewSet("lti_contexts"),
        SchoolViewSet("schools"),
        InvitationViewSet("lti_invitations"),
    )

    def get_submenu_items(self):
        connect = ConnectMenuItem(_("Connect and self-test"), reverse("lti:connect"), name="lti-connect", icon_name="link", order=1)
        records = RecordsMenuItem(_("A person’s record"), reverse("find_record"), name="lti-records", icon_name="user", order=900)
        return [connect, *super().get_submenu_items(), records]
