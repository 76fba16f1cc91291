"""What a person does, one function each."""
