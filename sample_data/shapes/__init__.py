"""What the files of other systems look like; written out by `format_samples.py`."""
