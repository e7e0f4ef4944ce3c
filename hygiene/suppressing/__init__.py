"""Suppression hygiene: what guards the lists of those who must not be contacted.

Merging without loss, files of changes, contacts who came back, and near misses.
"""
