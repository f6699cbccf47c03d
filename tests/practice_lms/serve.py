"""Starts the practice LMS: python tests/practice_lms/serve.py --port 8001 --tool http://127.0.0.1:8000

Only the command line and the sockets belong here. Everything else is loaded through the settings module, which reads
the environment that `main` fills in.
"""

import argparse
import os
import socket
import sys
import threading
from contextlib import suppress
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.wsgi import get_wsgi_application


class ThreadedServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 64

    def server_bind(self):
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        super().server_bind()


class ThreadedServerOnIPv6(ThreadedServer):
    address_family = socket.AF_INET6


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A practice LMS for developing Waymark. Listens on this computer only.")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--tool", default="http://127.0.0.1:8000", help="address of Waymark, without a closing slash")
    parser.add_argument("--client-id", default="practice-client")
    parser.add_argument("--deployment-id", default="dep-1")
    return parser.parse_args()


def main() -> None:
    arguments = read_arguments()
    # The folder of this file must not stay on the path: its modules are only ever imported as practice_lms.<name>.
    sys.path[0] = str(Path(__file__).resolve().parents[1])
    os.environ.update(
        DJANGO_SETTINGS_MODULE="practice_lms.settings",
        PRACTICE_LMS_PORT=str(arguments.port),
        PRACTICE_LMS_TOOL=arguments.tool.rstrip("/"),
        PRACTICE_LMS_CLIENT_ID=arguments.client_id,
        PRACTICE_LMS_DEPLOYMENT_ID=arguments.deployment_id,
    )
    application = get_wsgi_application()
    servers = [make_server("127.0.0.1", arguments.port, application, ThreadedServer, QuietHandler)]
    with suppress(OSError):  # browsers may try ::1 first for the name localhost
        servers.append(make_server("::1", arguments.port, application, ThreadedServerOnIPv6, QuietHandler))
    for server in servers[1:]:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"Practice LMS on http://localhost:{arguments.port}/ for the tool at {arguments.tool}\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        servers[0].serve_forever()


if __name__ == "__main__":
    main()
