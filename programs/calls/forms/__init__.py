"""What officers type when they set up a call."""
