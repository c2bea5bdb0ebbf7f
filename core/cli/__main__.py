"""`python -m core.cli`: the console script `fettle`, where it is not installed."""

import sys

from core.cli import main

if __name__ == "__main__":
    sys.exit(main())
