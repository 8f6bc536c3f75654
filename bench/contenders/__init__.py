"""One program a contender: it is told what to do on standard input and writes what it measured."""
