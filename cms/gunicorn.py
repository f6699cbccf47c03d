"""Gunicorn's access log without launch tokens. Use: gunicorn --logger-class cms.gunicorn.Logger cms.wsgi"""

from gunicorn.glogging import Logger as GunicornLogger

from cms.logs import NoTokensFilter, without_tokens


class Logger(GunicornLogger):
    """Replaces the token in the error log and in every text the access log can print, the Referer included; the query alone is never printed."""

    def setup(self, cfg):
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.addFilter(NoTokensFilter())

    def atoms(self, resp, req, environ, request_time):
        atoms = super().atoms(resp, req, environ, request_time)
        cleaned = {name: without_tokens(value) if isinstance(value, str) else value for name, value in atoms.items()}
        return {**cleaned, "q": "", "f": without_tokens(str(atoms.get("f", "-")))}
