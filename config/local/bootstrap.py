"""The door behind every make target: refuse an old Python, then hand over.

This file must be readable by Pythons far older than the project needs, or they would print a
traceback instead of the one line that helps.
"""

import sys

OLDEST = (3, 11)


def main(arguments):
    """Run one command of the local tool box and return its exit status."""
    if sys.version_info < OLDEST:
        sys.stderr.write(
            "Loggia needs Python 3.11 or newer, but this is Python %d.%d. Install a newer one and "  # noqa: UP031
            "name it: make run PYTHON=python3.11\n" % sys.version_info[:2]
        )
        return 2
    from config.local.commands import run_command

    return run_command(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
