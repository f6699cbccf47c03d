"""Fails for files over 500 kB. Usage: large_files.py FILE..."""

import sys
from pathlib import Path

LIMIT = 500_000


def main(names: list[str]) -> int:
    wrong = [name for name in names if Path(name).stat().st_size > LIMIT]
    for name in wrong:
        sys.stdout.write(f"{name}: larger than {LIMIT // 1000} kB\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
