"""Mail: messages, mailboxes, what Outlook saves, and web pages saved as mail is."""
