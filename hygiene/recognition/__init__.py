"""Recognition: what a file is, said without showing a value of a person."""
