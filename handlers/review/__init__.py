"""A text before its approvers: the forms in which it is read, approved and declined."""
