"""Networks written for other programs: ONNX models and C headers, bit-exact, in integers only.

What is written computes `Network.evaluate` on every input of the format; an input outside of it is
first taken to its nearer end. Where an integer could leave the registers of the target the network
is refused: nothing is approximated.
"""
