-- purpose: PostgreSQL as the catalogue `live`, for reading only; who signs in where comes from the secret
-- parameters: the rest of the connection string
ATTACH {rest} AS live (TYPE postgres, SECRET warehouse, READ_ONLY)
