"""All benchmarks, or one by name: `python benchmarks/run.py [spend] [report] [demo] [--repeat 5] [--rows 10000000]`."""

import argparse

import demo
import report_html
import spend_to_indicators
from measuring import describe_machine

NAMES = ("spend", "report", "demo")


def main() -> None:
    """Run the benchmarks that were asked for, all where none was named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=NAMES, help=f"which: {', '.join(NAMES)}")
    parser.add_argument("--repeat", type=int, default=5, help="runs of each; the median is printed")
    parser.add_argument("--rows", type=int, default=10_000_000, help="payments of the spend benchmark")
    arguments = parser.parse_args()
    print(describe_machine())
    if "spend" in arguments.names:
        spend_to_indicators.run(repeat=arguments.repeat, rows=arguments.rows)
    if "report" in arguments.names:
        report_html.run(repeat=arguments.repeat)
    if "demo" in arguments.names:
        demo.run(repeat=arguments.repeat)


if __name__ == "__main__":
    main()
