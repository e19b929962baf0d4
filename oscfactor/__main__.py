"""`python -m oscfactor` is the command line."""

import sys

from oscfactor.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
