"""Conversations: follow-up questions are resolved from earlier turns, by rules."""

from citespan.qa.conversation.conversation import Conversation, Turn
from citespan.qa.conversation.earlier import MAX_EARLIER_TURNS, EarlierTurn

__all__ = ["MAX_EARLIER_TURNS", "Conversation", "EarlierTurn", "Turn"]
