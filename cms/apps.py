from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Site"

    def ready(self):
        from cms import checks  # noqa: F401, PLC0415  (checks register on import, once the app registry is ready)
