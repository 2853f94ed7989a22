"""Ways to reach somebody, one contract in `base`, what each allows in `stances`; no desk is known."""
