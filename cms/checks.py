"""Start-up checks with ids, for what settings alone cannot refuse."""

from django.conf import settings
from django.core.checks import Error, register


@register("cms")
def launch_middleware_order(app_configs, **kwargs):
    """cms.E001: inside a launch nothing may look at the session or the user before the path and cookies are rewritten."""
    order = settings.MIDDLEWARE
    launch, session = "lti.middleware.LaunchPathMiddleware", "django.contrib.sessions.middleware.SessionMiddleware"
    if launch in order and order.index(launch) > order.index(session):
        return [Error(f"{launch} must come before {session} in MIDDLEWARE.", id="cms.E001")]
    return []
