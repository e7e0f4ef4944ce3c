"""Display: how a result shows itself, in a notebook and on a terminal.

A result says what there is to show (`Display`, with sums and tables of cells); how it
looks is decided here alone. See docs/display.md.
"""
