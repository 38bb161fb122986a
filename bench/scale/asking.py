"""Ask every question again and again as an analyst, and say how long the slowest answers take."""

from __future__ import annotations

import datetime as dt
import random
import secrets
import statistics
import time
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bench.scale.fill import DAYS, LAST_DAY, Size, session
from bench.scale.questions import Question, questions
from resources.warehouse.statements import statement

LOGIN = "adwarehouse_scale_analyst"
SEED = 5
WITHIN_MS = 50
WORDS = ("garden", "keto", "guitar", "yoga", "crypto", "puppy")


def measure(owner_url: str, size: Size, draws: int) -> Iterator[str]:
    """A line a question: milliseconds at the 50th, 95th and 99th percentile, and the slowest."""
    password = secrets.token_urlsafe()
    with session(owner_url) as owner:
        _create_login(owner, password)
        with psycopg.connect(make_conninfo(owner_url, user=LOGIN, password=password), autocommit=True) as analyst:
            drawn = [_draw(owner, random.Random(SEED * 1_000_000 + number), size) for number in range(draws)]
            yield f"{'question':70} {'p50':>8} {'p95':>8} {'p99':>8} {'max':>8}  ms, {draws} draws"
            for question in questions():
                yield _line(question, [_ask(owner, analyst, question, values) for values in drawn])


def _create_login(owner: psycopg.Connection, password: str) -> None:
    name = sql.Identifier(LOGIN)
    owner.execute(
        sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} IN ROLE adwarehouse_analyst").format(name, sql.Literal(password))
    )
    owner.execute("INSERT INTO app.login_roles (login, user_id) SELECT %s, id FROM app.users LIMIT 1", (LOGIN,))


def _draw(owner: psycopg.Connection, random_: random.Random, size: Size) -> Mapping[str, Any]:
    """A tenant's person, a day, a campaign of the tenant's and a word."""
    team = int(size.teams ** random_.random())
    today = LAST_DAY - dt.timedelta(days=random_.randrange(DAYS // 2))
    found = owner.execute(
        statement("bench/scale/tenant"), {"team": team, "teams": size.teams, "member": random_.randrange(3)}
    ).fetchone()
    assert found is not None
    return {"person": found[0], "today": today, "campaign": found[1], "word": random_.choice(WORDS)}


def _ask(owner: psycopg.Connection, analyst: psycopg.Connection, asked: Question, values: Mapping[str, Any]) -> float:
    owner.execute("UPDATE app.login_roles SET user_id = %s WHERE login = %s", (values["person"], LOGIN))
    analyst.execute(asked.statement, values).fetchall()
    started = time.perf_counter()
    analyst.execute(asked.statement, values).fetchall()
    return (time.perf_counter() - started) * 1000


def _line(question: Question, milliseconds: list[float]) -> str:
    cuts = statistics.quantiles(milliseconds, n=100, method="inclusive")
    verdict = "" if cuts[94] < WITHIN_MS else f"  OVER {WITHIN_MS} ms"
    shown = " ".join(f"{value:8.1f}" for value in (cuts[49], cuts[94], cuts[98], max(milliseconds)))
    return f"{question.number:2} {question.title:67.67} {shown}{verdict}"
