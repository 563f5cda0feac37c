"""JSON Schemas of every JSON form, as package data."""
