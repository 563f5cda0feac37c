"""`python -m fxprove`."""

from fxprove.cli.main import main

if __name__ == "__main__":
    main()
