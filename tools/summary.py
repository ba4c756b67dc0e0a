#!/usr/bin/env python3
"""Counts the cases of a test run (the JUnit XML reports in BUILD/reports) and says what was skipped and why.

usage: summary.py BUILD
"""
import collections
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def reason_of(skipped):
    lines = (skipped.get('message') or skipped.text or '').strip().splitlines()
    return lines[-1] if lines else 'no reason given'


def main():
    counts, reasons = collections.Counter(), collections.Counter()
    for path in sorted(pathlib.Path(sys.argv[1], 'reports').glob('*.xml')):
        for case in ElementTree.parse(path).getroot().iter('testcase'):
            skipped = case.find('skipped')
            if case.find('failure') is not None or case.find('error') is not None:
                counts['failed'] += 1
            elif skipped is not None:
                counts['skipped'] += 1
                reasons[reason_of(skipped)] += 1
            else:
                counts['passed'] += 1
    for reason, count in sorted(reasons.items()):
        print('%4d x %s' % (count, reason))
    print('%d passed, %d failed, %d skipped' % (counts['passed'], counts['failed'], counts['skipped']))
    return 1 if counts['failed'] or not counts['passed'] else 0


if __name__ == '__main__':
    sys.exit(main())
