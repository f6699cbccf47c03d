"""What every template may use: the viewer and the site's own navigation."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cms.viewer import viewer_for


def viewer(request) -> dict:
    """`viewer` chooses the layout and the banners; `site_nav` lists the public site's sections, none inside a launch."""
    seen = viewer_for(request)
    nav = []
    if not seen.in_launch:
        url = reverse("wagtail_serve", args=["curriculum/"])
        nav = [{"title": _("Curriculum"), "url": url, "current": request.path.startswith(url)}]
    return {"viewer": seen, "site_nav": nav}
