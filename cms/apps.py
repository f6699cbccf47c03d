from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Site"

    def ready(self):
        from cms import checks  # noqa: F401, PLC0415  (checks register on import, once the app registry is ready)
        from cms import receivers  # noqa: PLC0415  (needs the models, which are ready only now)

        receivers.connect()
