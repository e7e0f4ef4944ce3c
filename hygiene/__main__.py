"""Run the command line with `python -m hygiene`."""

from hygiene.cli.main import main

if __name__ == "__main__":
    main()
