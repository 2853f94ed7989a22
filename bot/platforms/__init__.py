"""Ways to reach somebody, a file each, one contract in `base`; no case and no desk is known."""
