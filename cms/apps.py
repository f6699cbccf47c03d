from django.apps import AppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = "Site"

    def ready(self):
        from cms import (  # noqa: PLC0415  (models load after the app registry is ready)
            checks,  # noqa: F401  (checks register on import, once the app registry is ready)
            receivers,
        )
        from cms.signin import receivers as sign_in_receivers  # noqa: PLC0415  (models load after the app registry is ready)

        receivers.connect()
        sign_in_receivers.connect()
