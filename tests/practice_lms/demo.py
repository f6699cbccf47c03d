"""Starts Waymark, what sends its scores, and the practice LMS side by side, connected: make demo

Development only, and the only file that knows both sides; it talks to the product through manage.py and gunicorn, never by
importing it. Safe to run again: what exists is kept.
"""

import argparse
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
PASSWORD_FILE = VAR / "demo-admin-password"
START_SECONDS = 60
# No proxy: both addresses are on this computer.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def main() -> None:
    parser = argparse.ArgumentParser(description="Waymark and a practice LMS on this computer, connected to each other.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--practice-lms-port", type=int, default=8001)
    arguments = parser.parse_args()
    require_free(arguments.port, "DEMO_PORT")
    require_free(arguments.practice_lms_port, "PRACTICE_LMS_PORT")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    VAR.mkdir(exist_ok=True)

    tool, platform = f"http://127.0.0.1:{arguments.port}", f"http://localhost:{arguments.practice_lms_port}"
    environment = product_environment(arguments.port, tool)
    prepare(environment, platform)
    password = make_admin(environment)
    make_people(environment, password)
    servers = {
        "waymark": start("waymark", gunicorn_command(arguments.port), environment),
        "practice-lms": start(
            "practice-lms",
            [sys.executable, "tests/practice_lms/serve.py", "--port", str(arguments.practice_lms_port), "--tool", tool],
            environment_without_django(),
        ),
        "scores": start("scores", [sys.executable, "manage.py", "send_scores", "--watch"], environment),
    }
    try:
        wait_for(servers, "waymark", f"{tool}/healthz")
        wait_for(servers, "practice-lms", f"{platform}/")
        wait_for(servers, "waymark", f"{tool}/")
        say(guide(tool, platform, password))
        watch(servers)
    finally:
        for server in servers.values():
            server.terminate()
        for server in servers.values():
            server.wait(timeout=15)
        say("Stopped.")


def require_free(port: int, variable: str) -> None:
    """Ends with one plain line when something already listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is taken by another program. Choose another one: make demo {variable}={port + 100}")


def environment_without_django() -> dict[str, str]:
    """The shell's environment without what is set there for some other Waymark, and without a proxy for loopback."""
    ours = {"DJANGO_SETTINGS_MODULE", "SECRET_KEY", "PUBLIC_URL", "ALLOWED_HOSTS", "DATABASE_URL", "CACHE_URL"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    for name in ("NO_PROXY", "no_proxy"):
        environment[name] = ",".join(filter(None, ["localhost,127.0.0.1,::1", environment.get(name)]))
    return environment


def product_environment(port: int, tool: str) -> dict[str, str]:
    return {
        **environment_without_django(),
        "DJANGO_SETTINGS_MODULE": "cms.settings.dev",
        "PUBLIC_URL": tool,
        "ALLOWED_HOSTS": f"127.0.0.1,localhost,127.0.0.1:{port}",
    }


def gunicorn_command(port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4"),
        *("--logger-class", "cms.gunicorn.Logger", "--access-logfile", "-", "--worker-tmp-dir", str(VAR)),
    ]


def prepare(environment: dict[str, str], platform: str) -> None:
    """Database, starter content, and the practice LMS as a platform. All three commands may run twice."""
    manage(environment, "migrate", "--verbosity", "0", saying="Preparing the database")
    manage(environment, "load_starter_content", saying="Loading the starter content")
    manage(
        environment,
        *("register_platform", "--name", "Practice LMS", "--issuer", platform, "--client-id", "practice-client"),
        *("--deployment-id", "dep-1", "--auth-login-url", f"{platform}/auth", "--auth-token-url", f"{platform}/token"),
        *("--jwks-url", f"{platform}/jwks"),
        saying="Connecting the practice LMS",
    )


def make_admin(environment: dict[str, str]) -> str:
    """The password of the account `admin`, made on the first run. Empty when somebody else made that account."""
    password = PASSWORD_FILE.read_text(encoding="utf-8") if PASSWORD_FILE.exists() else secrets.token_urlsafe(12)
    done = run_manage(
        {**environment, "DJANGO_SUPERUSER_PASSWORD": password},
        *("createsuperuser", "--noinput", "--username", "admin", "--email", "admin@example.org"),
    )
    if done.returncode == 0:
        PASSWORD_FILE.touch(mode=0o600)
        PASSWORD_FILE.write_text(password, encoding="utf-8")
        return password
    if "already taken" in done.stderr:
        return password if PASSWORD_FILE.exists() else ""
    sys.exit(done.stderr)


PEOPLE = """
import os
from django.contrib.auth.models import Group
from cms.models import User
for name, group in (("lead", "Curriculum Leads"), ("author", "Authors"), ("reviewer", "Reviewers"), ("coach", "Coaches"), ("leader", "Leaders")):
    if not User.objects.filter(username=name).exists():
        person = User.objects.create_user(name, name + "@example.org", os.environ["DEMO_PASSWORD"])
        person.groups.set(Group.objects.filter(name=group))
"""


STAFF_COURSE = """
from lti.models import Context, Deployment
Context.objects.update_or_create(
    deployment=Deployment.objects.get(id_on_platform="dep-1"), id_on_platform="Staff-1", defaults={"title": "Staff learning", "audience": "staff"}
)
"""


# Fictional educators, so that coaches and leaders have something to see.
EDUCATORS = "from tests.demo.people import make_demo_people; make_demo_people()"


def make_people(environment: dict[str, str], password: str) -> None:
    """One account for each group, for this demo alone, with the password of `admin`; none where somebody else made that one."""
    if password:
        run_manage({**environment, "DEMO_PASSWORD": password}, "shell", "-c", PEOPLE)
    # In a district an administrator does this on the Connect page, after somebody who teaches there asked.
    run_manage(environment, "shell", "-c", STAFF_COURSE)
    manage(environment, "shell", "-v", "0", "-c", EDUCATORS, saying="Inviting some fictional educators")


def manage(environment: dict[str, str], *arguments: str, saying: str) -> None:
    say(f"{saying} ...")
    done = run_manage(environment, *arguments)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\nmanage.py {arguments[0]} failed.")


def run_manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def start(name: str, command: list[str], environment: dict[str, str]) -> subprocess.Popen:
    """In a session of its own, so that Ctrl-C reaches only this program, which then stops both in order."""
    with log_file(name).open("wb") as output:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )


def log_file(name: str) -> Path:
    return VAR / f"demo-{name}.log"


def wait_for(servers: dict[str, subprocess.Popen], name: str, url: str) -> None:
    """Returns when the address answers; ends with the server's last lines when it does not."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and servers[name].poll() is None:
        try:
            with OPENER.open(url, timeout=10):
                return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
        except OSError:
            pass
        time.sleep(0.3)
    sys.exit(f"{tail(name)}\n{url} does not answer. The lines above are the end of {log_file(name).relative_to(ROOT)}")


def watch(servers: dict[str, subprocess.Popen]) -> None:
    """Stays until one of the two ends by itself."""
    while True:
        for name, server in servers.items():
            if server.poll() is not None:
                sys.exit(f"{tail(name)}\n{name} ended. The lines above are the end of {log_file(name).relative_to(ROOT)}")
        time.sleep(1)


def tail(name: str, lines: int = 30) -> str:
    return "\n".join(log_file(name).read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def guide(tool: str, platform: str, password: str) -> str:
    return f"""
  Practice LMS   {platform}/
  Waymark        {tool}/
  Waymark admin  {tool}/admin/     user admin, password {password or "as you set it"}
                               also lead, author, reviewer, coach and leader, with the same password

  See a lesson inside a course
    1. Open {platform}/ and sign in as a student or a teacher: choose a person, there is no password.
    2. Open the course "AI literacy, period 3", then "Trace the Claim". The lesson appears inside the course.
    3. Go back, sign in as the other role and open it again: a teacher also sees the teacher notes.
  Place lessons, and see them in the gradebook
    4. As Teacher, click "Add from Waymark": choose a band, add a whole unit, tick "Tell the gradebook who finished a lesson".
       As Student 1, finish one of its lessons; as Teacher, look at the gradebook. "Copy this course" keeps it all.
  Learn as a teacher
    5. As Teacher, open the course "Staff learning", then "Feedback and Assessment": see who sees what, join, mark a module, leave again.
  See how it is going
    6. As Facilitator, open "Feedback and Assessment" in "Staff learning": at its end stands "Participation in this course", counts without a name.
       Sign in at {tool}/learning/coach/ as coach: who turned to you. At {tool}/learning/participation/ as leader: schools, and what is not shown.
       All of these educators are made up; press what a real one would, as Teacher, and the coach sees one more.
  See it without an LMS
    7. Open {tool}/curriculum/
  Change it
    8. Open {tool}/admin/, edit a lesson, publish, and reload it in the course.
       Write one as author, submit it, and approve it as reviewer (docs/guides/curriculum-lead.md).

  Logs: {log_file("waymark").relative_to(ROOT)} and {log_file("practice-lms").relative_to(ROOT)}.   Ctrl-C stops all.
"""


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def stop(number: int, frame) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    main()
