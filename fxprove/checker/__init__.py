"""The independent checker of fxprove's certificates: the standard library and itself, no more."""
