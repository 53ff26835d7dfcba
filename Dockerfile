# One image for web, worker, beat and migrations; docker-compose.yml says who runs what.

FROM node:24-slim AS assets
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts

FROM python:3.13-slim AS packages
COPY requirements/base.txt /tmp/base.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/base.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=dzm.settings.base \
    PORTAL_VAR=/data \
    MATCHING_CACHE=/data/cache/matching \
    NUMBA_CACHE_DIR=/data/cache/numba
# The general dictionary of the matching engine; the engine works without it, a little less well.
RUN apt-get update && apt-get install -y --no-install-recommends trans-de-en && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 portal && install -d -o portal -g portal -m 750 /data
WORKDIR /portal
COPY --from=packages /venv /venv
COPY . .
COPY --from=assets /portal/node_modules node_modules
USER portal
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "dzm.wsgi:application", "--workers", "3", "--timeout", "60", "--no-control-socket"]
