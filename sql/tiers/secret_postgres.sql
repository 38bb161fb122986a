-- purpose: how DuckDB signs in to PostgreSQL, in memory only and never shown
CREATE SECRET warehouse (
    TYPE postgres, HOST {host}, PORT {port}, DATABASE {database}, USER {user}, PASSWORD {password}
)
