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


@register("cms")
def sign_in_middleware_order(app_configs, **kwargs):
    """cms.E002: who is signed in is decided by our middleware, right behind Django's. Without it a session alone would be enough."""
    order = settings.MIDDLEWARE
    django, ours = "django.contrib.auth.middleware.AuthenticationMiddleware", "cms.signin.middleware.SignInMiddleware"
    if django in order and order[order.index(django) + 1 : order.index(django) + 2] != [ours]:
        return [Error(f"{ours} must come right after {django} in MIDDLEWARE.", id="cms.E002")]
    return []
