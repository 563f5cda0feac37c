"""fxprove: prover and counterexample finder for what quantized neural networks can compute."""
