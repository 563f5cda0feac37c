"""Claims about fixed-point arithmetic as SMT-LIB 2 scripts over bit-vectors.

Pure and deterministic: the same claim gives the same bytes. `terms` and `scripts` are the language,
`division`, `requantization`, `tables` and `layers` the operations, `definitions` what they are
proved against in `obligations`; `claims`, `unknown_networks` and `comparison` are the questions,
and `laws` (those of rounding, overflow and activations) are written over the `readings` of a
formula.
"""
