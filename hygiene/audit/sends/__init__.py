"""Past sends: should they have been sent, with what was known then and is known now?

See docs/past_sends.md.
"""
