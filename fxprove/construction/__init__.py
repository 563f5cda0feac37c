"""Networks for given functions: built, not searched for, and evaluated before anyone sees them."""
