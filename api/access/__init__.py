"""Access: keys with what they may do and for how long, their last use, and the record of what they did."""
