from django.apps import AppConfig


class PdTracksConfig(AppConfig):
    name = "pd_tracks"
    verbose_name = "Educator tracks"
    # What `manage.py load_starter_content` calls, by name so that the floor imports no app.
    starter_loader = "pd_tracks.starter.load"

    def ready(self):
        from pd_tracks import receivers  # noqa: PLC0415  (needs the models, which are ready only now)

        receivers.connect()
