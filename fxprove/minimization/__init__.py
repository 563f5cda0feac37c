"""The smallest network that meets a requirement: searches, and proofs that none is smaller."""
