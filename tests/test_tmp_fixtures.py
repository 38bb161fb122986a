def test_db(warehouse, owner):
    assert warehouse.connection.execute("select current_user u").fetchone()["u"] == "adwarehouse_loader"
    owner.connection.execute("select 1")
def test_db2(warehouse):
    warehouse.fetch("schema_version")
def test_store(store):
    store.put("a/b", b"x", boundary="t")
    assert store.get("a/b") == b"x"
def test_store2(store):
    assert list(store.list("")) == []
