"""Fails for text files that do not end with exactly one newline. Usage: end_of_file.py FILE..."""

import sys
from pathlib import Path


def main(names: list[str]) -> int:
    wrong = [name for name in names if (text := Path(name).read_bytes()) and (not text.endswith(b"\n") or text.endswith(b"\n\n"))]
    for name in wrong:
        sys.stdout.write(f"{name}: must end with one newline\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
