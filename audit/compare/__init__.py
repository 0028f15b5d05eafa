"""Two audits side by side: what a resubmission put right, left as it was, and broke."""
