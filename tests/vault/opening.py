"""What opens vaults in the tests."""

from collections.abc import Callable

from habeas.vault.vault import Vault

Open = Callable[[str], Vault]
