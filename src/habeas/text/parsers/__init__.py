"""One file per kind of document: bytes in, Extract out. They run only in the child."""
