"""The website: Django over the library. It presents what the library finds and records what people decide; it decides nothing."""
