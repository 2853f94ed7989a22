"""What came back and what became of it: replies, disputes, answers, outcomes; nothing goes out."""
