-- purpose: take the budgets, insights and reports back.
DROP TABLE app.reports, app.insights, app.budgets;
