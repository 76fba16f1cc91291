"""The one way in which this room says that something sealed does not open."""


class OpenError(Exception):
    """Wrong key, wrong context or changed bytes: a cipher cannot tell which.

    Never shown to a person as it is: the caller knows whether it means a wrong
    passphrase or damaged data and raises the error with the right advice.
    """
