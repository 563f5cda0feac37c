"""How wide an accumulator must be so that it never overflows: of a network, or of any in a model.

`widths` has the question and the answer, `partial_sums` what is measured, `of_networks` and
`of_models` the extremes of each.
"""
