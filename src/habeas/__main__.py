"""`python -m habeas` is `habeas`."""

import sys

from habeas.cli.main import main

sys.exit(main())
