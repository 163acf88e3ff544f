"""``python -m survey.cli``."""

from survey.cli.running import main

if __name__ == "__main__":
    main()
