"""Ask the pages in this container whether they are ready, under a name that they answer to."""

import os
from urllib.request import Request, urlopen

name = os.environ["ALLOWED_HOSTS"].split()[0]
with urlopen(Request("http://127.0.0.1:8000/readyz", headers={"Host": name}), timeout=4) as answer:
    print(answer.read().decode())
