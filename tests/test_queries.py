"""The questions of docs/queries.md: each is answered for an analyst, and its plan reads what it needs."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bench.scale import fill
from bench.scale.questions import QUERIES, Question, questions
from tests.conftest import Databases, copied

pytestmark = pytest.mark.database
QUESTIONS = questions()
SIZE = fill.Size(users=500, teams=100, accounts=25, products=4_000, metrics=60_000, events=60_000, records=4_000)
TODAY = fill.LAST_DAY
TEAM = 50
"""It has an account of Google's and one of ClickBank's."""
PARTITION = re.compile(r"\b(?:campaign_metrics|analytics_events|metric_revisions)_(\d{4})_(\d{2})\b")
READ_WHOLE = re.compile(r"Seq Scan on (\w+)")
SMALL = re.compile(r"channels|teams|users|\w*accounts|budgets|budget_status|ab_tests?\w*|campaigns")
"""Tables that a question may read from end to end, because they hold the business and not its history."""
PARTITIONED = {2, 9, 19}
"""Questions that read facts, and so partitions, and not marts."""


@dataclass(frozen=True)
class Asked:
    """An analyst's session and what their questions are about."""

    session: psycopg.Connection
    values: dict[str, Any]

    def answer(self, question: Question) -> list[tuple[Any, ...]]:
        return self.session.execute(question.statement, self.values).fetchall()

    def plan(self, question: Question) -> str:
        with self.session.transaction():
            self.session.execute("SET LOCAL enable_seqscan = off")
            return "\n".join(line for (line,) in self.session.execute(f"EXPLAIN {question.statement}", self.values))


@pytest.fixture(scope="module")
def databases_with_a_year(postgres: str, template: Databases) -> Iterator[Databases]:
    """A year of a small business."""
    with copied(postgres, template) as databases:
        for _ in (*fill.fill(databases.owner_url, SIZE), *fill.refresh(databases.loader_url, databases.owner_url)):
            pass
        yield databases


@pytest.fixture(scope="module")
def asked(databases_with_a_year: Databases) -> Iterator[Asked]:
    """The analyst who belongs to one of its teams."""
    databases = databases_with_a_year
    login, password = f"analyst_{secrets.token_hex(4)}", secrets.token_urlsafe()
    role = sql.Identifier(login)
    with fill.session(databases.owner_url) as owner:
        create = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} IN ROLE adwarehouse_analyst")
        owner.execute(create.format(role, sql.Literal(password)))
        owner.execute("INSERT INTO app.login_roles (login, user_id) VALUES (%s, pg_temp.id('user', %s))", (login, TEAM))
        found = owner.execute(
            "SELECT min(campaign.campaign_id) FROM warehouse.campaigns AS campaign "
            "JOIN app.marketing_accounts USING (ad_account_id) WHERE team_id = pg_temp.id('team', %s)",
            (TEAM,),
        ).fetchone()
        assert found
        with psycopg.connect(make_conninfo(databases.owner_url, user=login, password=password)) as session:
            yield Asked(session, {"today": TODAY, "campaign": found[0], "word": "garden"})
        owner.execute(sql.SQL("DROP ROLE {}").format(role))


def test_there_are_twenty_questions_numbered_in_order() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, 21))
    assert QUERIES.read_text().count("```sql") == len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_an_analyst_gets_an_answer(asked: Asked, question: Question) -> None:
    assert asked.answer(question)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_only_the_months_that_are_asked_for_are_read(asked: Asked, question: Question) -> None:
    months = {dt.date(int(year), int(month), 1) for year, month in PARTITION.findall(asked.plan(question))}

    assert bool(months) == (question.number in PARTITIONED)
    assert all(TODAY - dt.timedelta(days=62) < month <= TODAY for month in months)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.title)
def test_nothing_that_grows_is_read_whole(asked: Asked, question: Question) -> None:
    assert [name for name in READ_WHOLE.findall(asked.plan(question)) if not SMALL.fullmatch(name)] == []
