"""`python -m evidence.demo.estate --port 5055 --ready-file FILE`"""

import sys

from evidence.demo.estate.server import main

sys.exit(main())
