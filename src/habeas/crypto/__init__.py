"""Keys, seals, signatures and passphrases: the only room that touches ciphers."""
