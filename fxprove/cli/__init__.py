"""The command line: the only part of fxprove, besides the checker's, that prints and exits."""
