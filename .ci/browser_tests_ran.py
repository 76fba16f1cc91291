"""Fails unless every test marked `browser` ran: a skipped one proves nothing.

Usage: browser_tests_ran.py REPORT.xml, as pytest's --junitxml wrote it; the marker is
put into the report by tests/conftest.py.
"""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def main() -> int:
    """Count the browser tests of the report and name those that did not run."""
    if not Path(sys.argv[1]).exists():
        print("the tests did not come to their end: there is no report")
        return 1
    cases = ET.parse(sys.argv[1]).iter("testcase")  # noqa: S314 - pytest wrote it
    browser = [
        case for case in cases if case.find(".//property[@name='browser']") is not None
    ]
    skipped = [case for case in browser if case.find("skipped") is not None]
    for case in skipped:
        print(f"did not run: {case.get('classname')}::{case.get('name')}")
    print(f"{len(browser) - len(skipped)} of {len(browser)} browser tests ran")
    return 1 if skipped or not browser else 0


if __name__ == "__main__":
    sys.exit(main())
