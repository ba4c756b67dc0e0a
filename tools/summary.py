#!/usr/bin/env python3
"""Counts the cases of a test run (the JUnit XML reports in BUILD/reports) and says what was skipped and why.

A test that writes no report of its own counts as one case, as ctest.xml tells it.

usage: summary.py BUILD
"""
import collections
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def cases_in(path):
    return ElementTree.parse(path).getroot().iter('testcase')


def reason_of(skipped):
    lines = (skipped.get('message') or skipped.text or '').strip().splitlines()
    return lines[-1] if lines else 'no reason given'


def ending_of(case):
    """'passed', 'failed' or 'skipped', and why it was skipped."""
    if case.find('failure') is not None or case.find('error') is not None or case.get('status') == 'notrun':
        return 'failed', ''
    if case.get('status') == 'disabled':
        return 'skipped', 'skipped: %s is disabled, what it needs is not here' % case.get('name')
    skipped = case.find('skipped')
    return ('passed', '') if skipped is None else ('skipped', reason_of(skipped))


def main():
    reports = pathlib.Path(sys.argv[1], 'reports')
    own = sorted(path for path in reports.glob('*.xml') if path.stem != 'ctest')
    cases = [case for path in own for case in cases_in(path)]
    stems = {path.stem for path in own}
    cases += [case for case in cases_in(reports / 'ctest.xml') if case.get('name') not in stems]

    counts, reasons = collections.Counter(), collections.Counter()
    for case in cases:
        ending, reason = ending_of(case)
        counts[ending] += 1
        if ending == 'skipped':
            reasons[reason] += 1
    for reason, count in sorted(reasons.items()):
        print('%4d x %s' % (count, reason))
    print('%d passed, %d failed, %d skipped' % (counts['passed'], counts['failed'], counts['skipped']))
    return 1 if counts['failed'] or not counts['passed'] else 0


if __name__ == '__main__':
    sys.exit(main())
