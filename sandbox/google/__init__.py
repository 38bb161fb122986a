"""The Google Ads API: gRPC over TLS with the official client's own messages, and the OAuth token endpoint."""
