"""Plans side by side: how the picture is parted, and what each of its panes shows."""
