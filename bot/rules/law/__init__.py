"""What the law and our rules on it say: grounds, grace period, codes; no state of a case."""
