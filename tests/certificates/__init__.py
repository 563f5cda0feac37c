"""Certificates to be accepted and forgeries to be refused."""
