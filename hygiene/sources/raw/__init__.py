"""Raw files: bytes of any shape become rows of text, or a plain refusal."""
