"""What a pack shows to read, in the order in which the auditors of its framework read: one value, three forms.

A layout is built once (`layout_of`) and written as a page, a workbook and JSON: none of the three says more or less.
"""
