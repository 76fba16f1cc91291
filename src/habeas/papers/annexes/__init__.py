"""The annexes of a paper as one file: an index, stamped pages, how to check them."""
