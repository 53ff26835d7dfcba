"""Health check of the web container: exit 0 when the process answers /healthz.

Asks under the first name in ALLOWED_HOSTS, because Django refuses any other. PORT: default 8000.
"""

import http.client
import os
import sys


def main(environ=os.environ) -> int:
    host = environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip("*.") or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", int(environ.get("PORT", "8000")), timeout=4)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return 0 if connection.getresponse().status == 200 else 1
    except OSError:
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
