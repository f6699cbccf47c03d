"""Asks pip-audit about the pinned packages. A known weakness fails; a service that cannot be reached does not.

Usage: python .ci/audit.py requirements.txt
"""

import json
import subprocess
import sys


def main(requirements: str) -> int:
    command = [sys.executable, "-m", "pip_audit", "--requirement", requirements, "--disable-pip", "--no-deps", "--format", "json"]
    try:
        done = subprocess.run([*command, "--progress-spinner", "off"], capture_output=True, text=True, timeout=120, check=False)
        packages = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        sys.stdout.write("pip-audit: no answer within two minutes; skipped\n")
        return 0
    except ValueError:
        sys.stdout.write("pip-audit: the service cannot be reached from here; skipped\n")
        return 0
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    weak = {
        f"{package['name']} {package['version']}": [one["id"] for one in package["vulns"]] for package in packages if package.get("vulns")
    }
    for name, ids in weak.items():
        sys.stdout.write(f"pip-audit: {name}: {', '.join(ids)}\n")
    sys.stdout.write(
        f"pip-audit: {len(packages) - len(unknown)} packages asked about, {len(weak)} weak, {len(unknown)} unknown to the service\n"
    )
    return 1 if weak else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
