"""Asks pip-audit about the pinned packages. Findings are printed and fail; a service that cannot be reached does not.

Usage: python .ci/audit.py requirements.txt
"""

import subprocess
import sys

UNREACHABLE = (
    "ConnectionError",
    "ConnectTimeout",
    "ReadTimeout",
    "ProxyError",
    "SSLError",
    "ServiceError",
    "HTTPError",
    "Max retries exceeded",
)


def main(requirements: str) -> int:
    command = [sys.executable, "-m", "pip_audit", "--requirement", requirements, "--disable-pip", "--no-deps", "--progress-spinner", "off"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603  (our own arguments)
    except subprocess.TimeoutExpired:
        sys.stdout.write("pip-audit: no answer within two minutes; skipped\n")
        return 0
    if done.returncode and any(word in done.stderr for word in UNREACHABLE):
        sys.stdout.write("pip-audit: the vulnerability service cannot be reached from here; skipped\n")
        return 0
    sys.stdout.write(done.stdout + done.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
