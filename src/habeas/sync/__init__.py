"""A copy of a case speaks to a hub: what to send, what to fetch, what to believe.

This room knows no vault and no key but those it is given (docs/spec/sync.md).
"""
