"""How the website looks and speaks: the page template, the style sheet, forms, dates. Knows nothing of networks or studies."""
