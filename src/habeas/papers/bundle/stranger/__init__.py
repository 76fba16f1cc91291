"""What a stranger runs: verify.py, verify.html, VERIFY.txt. No import of Habeas in them."""
