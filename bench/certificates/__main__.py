"""Measures what a certificate costs and writes bench/RESULTS.md: `./run with python -m bench.certificates`."""

from bench.certificates.making.measure import main

if __name__ == "__main__":
    main()
