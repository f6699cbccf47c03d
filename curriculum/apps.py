from django.apps import AppConfig


class CurriculumConfig(AppConfig):
    name = "curriculum"
    verbose_name = "Curriculum"
    # What `manage.py load_starter_content` calls, by name so that the floor imports no app.
    starter_loader = "curriculum.starter.load"

    def ready(self):
        from curriculum import receivers  # noqa: PLC0415  (needs the models, which are ready only now)
        from curriculum.search import receivers as search_receivers  # noqa: PLC0415  (needs the models, which are ready only now)

        receivers.connect()
        search_receivers.connect()
