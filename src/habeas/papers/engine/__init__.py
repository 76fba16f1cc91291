"""Papers: what a form asks for, what the file answers, and the paper made of both."""
