"""What the law and our own rules on it say: grounds, grace periods, codes; no state of a case."""
