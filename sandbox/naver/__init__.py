"""The Naver Search Ad API as an advertiser's application meets it."""
