"""The explorer: contacts of a screening by reason, source and period.

`periods` says which time a contact is filed under, `contacts` what a selection holds,
`view` shows both in a notebook. Only the view needs ipywidgets. See docs/display.md.
"""
