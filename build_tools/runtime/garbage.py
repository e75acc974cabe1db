"""What does a run that ends within a second do without?

Importing this module lets garbage pile up for longer: Python otherwise stops some thirty times, while modules are read,
to look for garbage that is not there, which costs a build or a check a twentieth of its time.
"""

import gc

gc.set_threshold(100_000, 20, 20)
