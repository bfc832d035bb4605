"""python -m app, and the command maquette."""

import sys
from multiprocessing import freeze_support

from app.cli import main

if __name__ == "__main__":
    freeze_support()  # a frozen bundle's worker processes start here too
    sys.exit(main())
