-- purpose: how DuckDB signs in to the object store, for this bucket only, in memory only and never shown
CREATE SECRET archive (
    TYPE s3, PROVIDER config, SCOPE {scope}, ENDPOINT {endpoint}, USE_SSL {is_encrypted}, URL_STYLE 'path',
    REGION {region}, KEY_ID {key_id}, SECRET {secret}
)
