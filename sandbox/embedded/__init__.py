"""What stands in for the infrastructure: PostgreSQL and an S3 server out of wheels, and the platforms' sandbox."""
