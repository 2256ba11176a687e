"""Letters to people outside the pages, by SMTP; whoever has them to send keeps them until sent."""
