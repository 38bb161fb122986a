-- purpose: take the marts of public marketplaces and the predictions back.
DROP TABLE marts.market_trends, marts.competitor_analysis, marts.revenue_predictions;
