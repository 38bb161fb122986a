"""What ClickBank is asked, and the records its answers hold."""
