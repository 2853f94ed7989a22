"""What came back and what became of it: replies, answers, outcomes, the end; nothing goes out."""
