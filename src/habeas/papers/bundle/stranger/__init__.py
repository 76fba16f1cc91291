"""What a stranger runs: verify.py, verify.html, VERIFY.txt.

Each is one file on purpose, however long: it must work copied out, without Habeas.
"""
