import datetime as dt, base64, pathlib
from resources.windows import Window
from tests.assets.runs import check, materialized, run

WEEK = Window.closed(dt.date(2025, 2, 3), dt.date(2025, 3, 9))


def test_x(world, instance, capsys):
    world.connect("1003")
    world.strike("spend_in_micros", account="1002", records=3)
    import time

    t = time.time()
    result = run(instance, "meta_sync", WEEK)
    with capsys.disabled():
        print(time.time() - t, result.success)
        for k in (
            ("landing", "meta", "campaign_daily"),
            ("staging", "meta", "campaign_daily"),
            ("warehouse", "campaign_metrics", "meta"),
            ("warehouse", "campaigns", "meta"),
        ):
            d = materialized(result, *k)
            last = d[max(d)]
            print(k, {n: (v if "schema" not in n else v.columns[:2]) for n, v in last.items() if n != "spend by day"})
            if "spend by day" in last:
                b = last["spend by day"].split("base64,")[1][:-1]
                raw = base64.b64decode(b)
                print("PNG", len(raw))
                pathlib.Path("/var/tmp/dev/plot.png").write_bytes(raw)
        for e in result.get_asset_check_evaluations():
            print(e.asset_key, e.check_name, e.passed, e.severity, e.description)
        c = check(result, "contract", "staging", "meta", "campaign_daily")
        print(c.metadata)
        for e in result.all_events:
            if e.is_step_failure:
                print(e.step_key, e.step_failure_data.user_failure_data, e.step_failure_data.error.message[:300])
