"""Whether a sentence says what its cited lines say: found, bound, ordered and grounded."""
