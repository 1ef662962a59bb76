"""``python -m depesche`` is the command line."""

import sys

from depesche.operations.cli import main

if __name__ == "__main__":
    sys.exit(main())
