"""Pictures of functions and networks: step curves of one input, heat maps of two.

Returns figures and bytes, prints nothing, and needs matplotlib, the extra `plot` of the package,
which is imported on the first drawing. No state of pyplot is used; the same picture gives the same
bytes with the same matplotlib.
"""
