"""Wagtail's app of accounts, with our screen in the place of its own."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersAppConfig(WagtailUsersAppConfig):
    user_viewset = "cms.user_screens.PeopleViewSet"
