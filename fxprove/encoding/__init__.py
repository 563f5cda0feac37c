"""Claims about fixed-point arithmetic as SMT-LIB 2 scripts over bit-vectors.

Pure and deterministic: the same claim gives the same bytes. `terms` and `scripts` are the language,
`requantization`, `tables` and `layers` the operations, `definitions` what the operations are
proved against, `claims` the questions.
"""
