"""`python -m ourplace.cli` is the same as `ourplace`."""

from ourplace.cli import main

if __name__ == "__main__":
    main()
