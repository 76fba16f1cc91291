"""The signed log as exact bytes: entries, tree, checkpoints, proofs. No I/O."""
