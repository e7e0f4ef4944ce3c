"""The people of the sample data and what happened to each of them.

`people` makes the persons, `facts` what is known about them, `kept` and `removed` the
personas, `books` the tables that all of it is written into.
"""
