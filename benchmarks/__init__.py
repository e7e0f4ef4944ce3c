"""Speed and memory against a rival, measured in the same run."""
