"""An invented case in a throwaway vault, so that the program can be looked at."""
