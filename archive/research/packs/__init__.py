"""What did a question find, as it was, and what has changed since? Research packs: made, stored once, compared, handed out."""
