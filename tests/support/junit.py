"""Runs the unittest cases of a file and writes a JUnit report, which tools/summary.py counts.

A test file ends with: sys.exit(junit.main(sys.argv[1])), where the argument is the report's path.
"""
import os
import unittest
import xml.etree.ElementTree as ElementTree


class Recorder(unittest.TextTestResult):
    """Also remembers every case and how it ended."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.cases = []

    def record(self, test, ending=None, message=''):
        self.cases.append((test, ending, message))

    def addSuccess(self, test):
        super().addSuccess(test)
        self.record(test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.record(test, 'failure', str(err[1]))

    def addError(self, test, err):
        super().addError(test, err)
        self.record(test, 'error', str(err[1]))

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.record(test, 'skipped', reason)


def main(report):
    program = unittest.main(module='__main__', argv=['tests'], exit=False,
                            testRunner=unittest.TextTestRunner(resultclass=Recorder, verbosity=2))
    suite = ElementTree.Element('testsuite')
    for test, ending, message in program.result.cases:
        case = ElementTree.SubElement(suite, 'testcase', name=test.id())
        if ending:
            ElementTree.SubElement(case, ending, message=message)
    os.makedirs(os.path.dirname(report) or '.', exist_ok=True)
    ElementTree.ElementTree(suite).write(report)
    return 0 if program.result.wasSuccessful() else 1
