"""Requests of a person: what is held about them, and to be forgotten (docs/people.md).

One address, or one contact id, is followed through every file of every campaign.
"""
