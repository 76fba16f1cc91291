"""`python -m habeas` is `habeas`."""

import gc
import sys

gc.disable()  # what is imported stays: searching it for garbage took a tenth of a start

from habeas.cli.main import main  # noqa: E402 - after that

gc.freeze()
gc.enable()
sys.exit(main())
