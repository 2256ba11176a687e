"""What holds for sessions and their places, whoever asks and wherever they are kept."""
