"""The command line: one file a command, one public call each."""
