"""The list of accounts in the admin: of people who sign in. What stands for somebody who joined from a course is nobody's to list."""

from wagtail.users.views.users import IndexView, UserViewSet


class PeopleIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().filter(came_by_joining=False)


class PeopleViewSet(UserViewSet):
    index_view_class = PeopleIndexView
