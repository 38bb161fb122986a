"""ClickBank's REST API 1.3 and its marketplace feed as a client meets them."""
