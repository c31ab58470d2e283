"""What making one certificate costs, beside the ways in which others make theirs."""

import django

django.setup()  # certificates are rows of the product's own table here
