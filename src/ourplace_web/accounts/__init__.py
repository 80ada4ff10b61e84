"""Who uses the website: people, and how they sign in. What they may do is for `networks` to say."""
