from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_delete


class LtiConfig(AppConfig):
    name = "lti"
    verbose_name = "LTI"

    def ready(self):
        from cms.progress import progress_recorded  # noqa: PLC0415  (for the order of imports)
        from cms.views import readiness_asked  # noqa: PLC0415  (models load after the app registry is ready)
        from lti import receivers  # noqa: PLC0415  (they import models)

        post_migrate.connect(receivers.make_first_key, sender=self, dispatch_uid="lti.first_key")
        pre_delete.connect(receivers.forget_accounts_of, sender=receivers.Registration, dispatch_uid="lti.accounts")
        progress_recorded.connect(receivers.keep_completion, dispatch_uid="lti.completion")
        readiness_asked.connect(receivers.keys_are_readable, dispatch_uid="lti.keys")
