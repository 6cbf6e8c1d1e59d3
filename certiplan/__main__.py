"""`python -m certiplan`."""

import sys

from certiplan.cli import main

sys.exit(main())
