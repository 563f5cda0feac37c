"""The solvers behind the protocol of `fxprove.solving`: the Z3 library, and any program.

`choice` finds one by name and is what callers import; it loads Z3 only when Z3 is asked for.
"""
