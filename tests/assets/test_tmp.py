from tests.assets.test_loading import *
def test_x(world, instance, capsys, monkeypatch):
    world.strike(account="1002", **BAD_REPORT)
    result = run(instance, "meta_sync", WEEK)
    with capsys.disabled():
        print(world.query("select status, held_reason from ops.batches where held_reason is not null "))
